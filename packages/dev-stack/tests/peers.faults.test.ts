import { promises as dns, type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { envToGatewayConfig, startGateway } from '@slc/gateway';
import { CLASSIFIER_SERVICE_NAME, createClassifierClient, type StreamOutcome } from '@slc/rpc';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startServiceProcess } from '../dist/index.js';
import {
  expectNormal,
  FAULT_SECONDS,
  FAULT_SETTINGS,
  type FaultStack,
  isLinux,
  keepAsking,
  metricOf,
  NOT_READY,
  OK,
  PATIENTLY,
  startFaultStack,
  TOO_LATE,
  tally,
  untilReady,
} from './fault-stack.js';
import { DRAWING } from './running-stack.js';
import { startWire } from './wire.js';

// Peers that are slow, silent or gone. Each of these mostly waits, so all wait at the same time.

const maxMessageBytes = 1024 * 1024;

describe.skipIf(!isLinux)('faults of peers', () => {
  let stack: FaultStack;
  beforeAll(async () => {
    // An answer may take long beside so many others; only one of the tests is about its deadline, and has a gateway for it.
    stack = await startFaultStack({ REQUEST_TIMEOUT_MS: '25000' });
  });
  afterAll(() => stack.close());

  it.concurrent('slow clients: an answer, or a word why not, for each; the others do not notice', async ({
    expect,
  }) => {
    const others = keepAsking(stack.base, 1, 200);
    const inPieces = Array.from({ length: 10 }, () => slowClient(stack.gateway.port));
    const stopped = Array.from({ length: 50 }, () => slowClient(stack.gateway.port));
    const inHead = Array.from({ length: 25 }, () => slowClient(stack.gateway.port));
    const silent = Array.from({ length: 25 }, () => slowClient(stack.gateway.port));
    for (const { socket } of inHead) socket.write('POST /api/v1/classify HTTP/1.1\r\nHost:');
    for (const { socket } of stopped) {
      socket.write(headOf(10_000_000));
      socket.write(DRAWING.subarray(0, 1_000));
    }
    for (const { socket } of inPieces) socket.write(headOf(DRAWING.length));
    for (let at = 0; at < DRAWING.length; at += 2_000) {
      for (const { socket } of inPieces) socket.write(DRAWING.subarray(at, at + 2_000));
      await sleep(200);
    }
    const heldBytes = await metricOf(stack.gateway, 'gateway_upload_bytes');
    expect(heldBytes).toBeGreaterThanOrEqual(50_000);

    for (const { said } of inPieces) expect(await said('}')).toMatch(/^HTTP\/1\.1 200 /);
    for (const { said } of [...inHead, ...silent]) {
      expect(await said()).toMatch(/^HTTP\/1\.1 408 .*"code":"invalid_request"/s);
    }
    // What stopped in the middle of its image is given a minute.
    for (const { socket, said } of stopped) {
      if (FAULT_SECONDS >= 60) expect(await said()).toMatch(/^HTTP\/1\.1 408 /);
      else expect(await said('')).toBe('');
      socket.destroy();
    }
    await expect.poll(() => metricOf(stack.gateway, 'gateway_upload_bytes'), PATIENTLY).toBe(0);
    const outcomes = await others.stop();
    expect(tally(outcomes)).toEqual({ [OK]: outcomes.length });
    for (const { socket } of [...inPieces, ...inHead, ...silent]) socket.destroy();
  });

  it.concurrent('a slow reader of a stream gets all its answers', async ({ expect }) => {
    const client = createClassifierClient({ address: stack.address, maxMessageBytes });
    const images = Array.from({ length: 150 }, (_, i) => ({ id: String(i), image: DRAWING, preview: true }));
    const seen: string[] = [];
    for await (const { id, error } of client.classifyStream(images)) {
      // At first it reads nothing, until no more fits on the way.
      await sleep(seen.length === 0 ? 3_000 : 10);
      seen.push(`${id} ${error?.code ?? 'ok'}`);
    }
    expect(seen.toSorted()).toEqual(images.map(({ id }) => `${id} ok`).toSorted());
    client.close();
  });

  it.concurrent('a caller that vanished without a word: its places and streams are free again', async ({
    expect,
    onTestFinished,
  }) => {
    const worker = await startServiceProcess('worker', { ...FAULT_SETTINGS, QUEUE_LIMIT: '16' });
    onTestFinished(() => worker.close());
    const wire = await startWire(worker.port);
    onTestFinished(() => wire.close());
    const other = createClassifierClient({ address: `127.0.0.1:${worker.port}`, maxMessageBytes });
    const vanishing = createClassifierClient({ address: `127.0.0.1:${wire.port}`, maxMessageBytes });
    const classify = () => other.classify({ image: DRAWING }, { timeoutMs: 10_000 }).then(() => 'ok', codeOf);
    const classifyByStream = () => outcomesOf(other.classifyStream([{ id: '1', image: DRAWING }]));
    await expect.poll(classify, PATIENTLY).toBe('ok');
    const places = await freePlaces(worker.port);

    // It has every stream and half of the places, and then an image on each stream that is never taken.
    let vanish = () => {};
    const vanished = new Promise<void>((resolve) => (vanish = resolve));
    let answered = 0;
    const streams = Array.from({ length: 16 }, () =>
      outcomesOf(
        vanishing.classifyStream(
          (async function* () {
            yield { id: '1', image: DRAWING };
            await vanished;
            yield { id: '2', image: DRAWING };
          })(),
          // More than an image takes beside the other tests, and less than the keep-alive takes to notice.
          { silenceMs: 10_000 },
        ),
        () => answered++,
      ),
    );
    const session = callsWithoutMessage(wire.port, Math.floor(places / 2));
    await expect.poll(() => answered, PATIENTLY).toBe(16);
    expect(await classifyByStream()).toEqual(['overloaded']);
    wire.cut();
    vanish();
    const vanishedAtMs = performance.now();

    for (let i = 0; i < 10; i++) expect(await classify()).toBe('ok');
    expect(await classifyByStream()).toEqual(['overloaded']);
    expect(await freePlaces(worker.port)).toBe(Math.ceil(places / 2));

    expect(await Promise.all(streams)).toEqual(streams.map(() => ['ok', 'model_not_ready']));
    await expect.poll(() => freePlaces(worker.port), { ...PATIENTLY, interval: 1_000 }).toBe(places);
    // Sooner than a call without its message loses its place.
    expect(performance.now() - vanishedAtMs).toBeLessThan(50_000);
    expect(await classifyByStream()).toEqual(['ok']);
    expect(await classify()).toBe('ok');
    session.destroy();
    for (const client of [other, vanishing]) client.close();
  });

  it.concurrent('a worker that vanished without a word: found again, and no request waits past its deadline', async ({
    expect,
    onTestFinished,
  }) => {
    const wire = await startWire(stack.worker.port);
    onTestFinished(() => wire.close());
    const gateway = await startServiceProcess('gateway', {
      ...FAULT_SETTINGS,
      WORKER_ADDRESS: `127.0.0.1:${wire.port}`,
      REQUEST_TIMEOUT_MS: '6000',
    });
    onTestFinished(() => gateway.close());
    const base = `http://127.0.0.1:${gateway.port}`;
    await untilReady(base);
    const load = keepAsking(base, 2, 200);
    // The first of them may be refused or too late: the other tests start their services at the same time.
    await expect.poll(() => tally(load.outcomes.slice(-5)), PATIENTLY).toEqual({ [OK]: 5 });
    const steadyFrom = load.outcomes.length;
    wire.cut();
    await expect.poll(() => load.outcomes.at(-1)?.got, PATIENTLY).not.toBe(200);
    await untilReady(base);
    const foundAtMs = performance.now();
    await sleep(1_000);
    const outcomes = (await load.stop()).slice(steadyFrom);
    const { [OK]: _, [TOO_LATE]: late = 0, [NOT_READY]: notReady = 0, ...others } = tally(outcomes);
    expect(others).toEqual({});
    expect(late + notReady).toBeGreaterThan(0);
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(8_000);
    const since = outcomes.filter(({ askedAtMs }) => askedAtMs > foundAtMs);
    expect(since.length).toBeGreaterThan(0);
    expect(tally(since)).toEqual({ [OK]: since.length });
  });

  it('leave everything as it was', async ({ expect }) => {
    await expectNormal(stack);
    expect(await metricOf(stack.worker, 'classifier_queue_depth')).toBe(0);
  });

  it('a name that stands for another worker: the load follows it, an answer or a clear error for each', async ({
    expect,
    onTestFinished,
  }) => {
    const env = { ...FAULT_SETTINGS, GRPC_HOST: '127.0.0.2' };
    const first = await startServiceProcess('worker', env);
    onTestFinished(() => first.close());
    const port = String(first.port);
    const second = await startServiceProcess('worker', { ...env, GRPC_HOST: '127.0.0.3', GRPC_PORT: port });
    onTestFinished(() => second.close());
    let address = '127.0.0.2';
    onTestFinished(answerFor('workers.example', () => address));
    const gateway = await startGateway(
      envToGatewayConfig({
        ...FAULT_SETTINGS,
        PORT: '0',
        GATEWAY_METRICS_PORT: '0',
        WORKER_ADDRESS: `workers.example:${port}`,
      }),
    );
    onTestFinished(() => gateway.close());
    const base = `http://127.0.0.1:${gateway.port}`;
    const direct = createClassifierClient({ address: `127.0.0.3:${port}`, maxMessageBytes });
    await untilReady(base);
    await expect
      .poll(async () => (await direct.getModelInfo({ timeoutMs: 1_000 })).state.phase, PATIENTLY)
      .toBe('ready');

    const load = keepAsking(base, 4);
    await expect.poll(() => load.outcomes.length, PATIENTLY).toBeGreaterThan(8);
    address = '127.0.0.3';
    await first.close();
    const goneAtMs = performance.now();
    const askedSince = () => load.outcomes.filter(({ askedAtMs }) => askedAtMs > goneAtMs);
    // The first of them may be told to come again: the name is asked again within a second.
    await expect.poll(() => tally(askedSince().slice(-9)), PATIENTLY).toEqual({ [OK]: 9 });
    const { [OK]: answered = 0, [NOT_READY]: _, ...others } = tally(await load.stop());
    expect(others).toEqual({});
    expect(answered).toBeGreaterThan(8);
    direct.close();
  });
});

interface SlowClient {
  readonly socket: Socket;
  /** All that it was told until that text, or until the connection ends. */
  said(until?: string): Promise<string>;
}

function slowClient(port: number): SlowClient {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let text = '';
  let isOver = false;
  socket.on('data', (chunk: string) => (text += chunk));
  socket.on('close', () => (isOver = true));
  socket.on('error', () => {});
  return {
    socket,
    async said(until) {
      const deadlineMs = performance.now() + 90_000;
      const isSaid = () => isOver || (until !== undefined && text.includes(until));
      while (!isSaid() && performance.now() < deadlineMs) await sleep(50);
      return text;
    },
  };
}

function headOf(contentLength: number): string {
  return `POST /api/v1/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: ${contentLength}\r\n\r\n`;
}

/** What each image of a stream got and, where it ended early, the stream. */
async function outcomesOf(
  stream: AsyncIterable<StreamOutcome>,
  onOutcome: () => void = () => {},
): Promise<readonly string[]> {
  const outcomes: string[] = [];
  try {
    for await (const { error } of stream) {
      outcomes.push(error?.code ?? 'ok');
      onOutcome();
    }
  } catch (error) {
    outcomes.push(codeOf(error));
  }
  return outcomes;
}

function codeOf(error: unknown): string {
  return error instanceof SlcError ? error.code : String(error);
}

const GRPC_HEAD = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };

/** Classify calls of which only the head is sent. Each that is let in holds a place. */
function callsWithoutMessage(port: number, count: number, onRefused = () => {}): ClientHttp2Session {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  for (let i = 0; i < count; i++) {
    const call = session.request({ ...GRPC_HEAD, ':path': `/${CLASSIFIER_SERVICE_NAME}/Classify` });
    call.on('response', onRefused);
    call.on('error', () => {});
  }
  return session;
}

/** How many more Classify calls a worker lets in now. It takes them all for a moment. */
async function freePlaces(port: number): Promise<number> {
  const asked = 64;
  let refused = 0;
  const session = callsWithoutMessage(port, asked, () => refused++);
  // The last request is answered after the refusals of the ones before it.
  const last = session.request({ ...GRPC_HEAD, ':path': `/${CLASSIFIER_SERVICE_NAME}/GetModelInfo` });
  last.end(EMPTY_MESSAGE);
  await once(last, 'response');
  session.destroy();
  return asked - refused;
}

/** Not compressed, no bytes long. https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
const EMPTY_MESSAGE = Buffer.alloc(5);

/** Lets a name stand for an address in this process, until what it returns is called. */
function answerFor(name: string, address: () => string): () => void {
  const { lookup } = dns;
  const answered = async (host: string): Promise<LookupAddress[]> =>
    host === name ? [{ address: address(), family: 4 }] : await lookup(host, { all: true });
  // What grpc-js asks.
  Object.assign(dns, { lookup: answered });
  return () => void Object.assign(dns, { lookup });
}
