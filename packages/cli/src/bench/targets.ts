import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceProcess, startServiceProcess } from '@slc/dev-stack';
import { type Classification, isErrorCode, type ModelState, SlcError, throwIfAborted } from '@slc/domain';
import { createClassifierClient } from '@slc/rpc';
import type { WorkerAccess } from '../server/worker-access.js';
import type { LoadOptions } from './load.js';

/** A service under load. The caller that opens it closes it. */
export interface Target {
  readonly send: LoadOptions['send'];
  /** What runs the network, as the first answer says. */
  readonly engine: string;
  readonly precision: string;
  /** The processes that were started for this measurement; a service on another machine has none here. */
  readonly pids: readonly number[];
  close(): Promise<void>;
}

export interface TargetOptions {
  readonly images: readonly Uint8Array[];
  /** Of each request. */
  readonly timeoutMs: number;
  /** Settings of services that are started here. */
  readonly env: NodeJS.ProcessEnv;
  /** Arguments of a worker that is started here. */
  readonly workerArgs: readonly string[];
  /** How a worker that runs is reached; one that is started here has the token too, and no TLS. */
  readonly access: WorkerAccess;
  readonly signal: AbortSignal;
}

const LARGEST_MESSAGE_BYTES = 256 * 2 ** 20;
/** Enough to fetch, compile and warm up a big model. */
const START_TIMEOUT_MS = 300_000;
/** For a service that is said to run. */
const REACH_TIMEOUT_MS = 20_000;

/** @param address of a running worker; without it one is started, and ended afterwards */
export async function workerTarget(address: string | undefined, options: TargetOptions): Promise<Target> {
  const services =
    address === undefined ? [await startServiceProcess('worker', options.env, options.workerArgs)] : [];
  const client = createClassifierClient({
    address: address ?? `127.0.0.1:${services[0]?.port}`,
    maxMessageBytes: LARGEST_MESSAGE_BYTES,
    authToken: options.access.authToken,
    ...(address !== undefined && { tls: options.access.tls }),
  });
  const close = async (): Promise<void> => {
    client.close();
    for (const service of services) await service.close();
  };
  const nextImage = inTurn(options.images);
  return await openTarget(close, options.signal, async () => ({
    services,
    where: address ?? 'a worker that was started',
    askState: async () => (await client.getModelInfo({ timeoutMs: 1_000 })).state,
    classify: async () =>
      (await client.classify({ image: nextImage() }, { timeoutMs: options.timeoutMs })).classification,
  }));
}

/** @param url of a running gateway; without it one is started with a worker behind it */
export async function gatewayTarget(url: string | undefined, options: TargetOptions): Promise<Target> {
  const services: ServiceProcess[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const close = async (): Promise<void> => {
    agent.destroy();
    for (const service of services) await service.close();
  };
  const nextImage = inTurn(options.images);
  return await openTarget(close, options.signal, async () => {
    let base = url;
    if (base === undefined) {
      const worker = await startServiceProcess('worker', options.env, options.workerArgs);
      services.push(worker);
      const env = { ...options.env, WORKER_ADDRESS: `127.0.0.1:${worker.port}` };
      const gateway = await startServiceProcess('gateway', env);
      services.unshift(gateway);
      base = `http://127.0.0.1:${gateway.port}`;
    }
    const readiness = new URL('/readyz', base);
    const address = new URL('/api/v1/classify', base);
    return {
      services,
      where: base,
      async askState() {
        const answer = await fetch(readiness, { signal: AbortSignal.timeout(2_000) });
        return ((await answer.json()) as { state: State }).state;
      },
      async classify() {
        const body = await post(address, nextImage(), { agent, timeoutMs: options.timeoutMs });
        return JSON.parse(body) as Answer;
      },
    };
  });
}

type State = Pick<ModelState, 'phase' | 'reason'>;

interface OpenedService {
  /** Those that were started for this measurement. */
  readonly services: readonly ServiceProcess[];
  /** For messages. */
  readonly where: string;
  askState(): Promise<State>;
  classify(): Promise<Answer>;
}

type Answer = Pick<Classification, 'engine' | 'model'>;

/** Waits until the service is ready, and asks it once. A service that fails to open is closed. */
async function openTarget(
  close: () => Promise<void>,
  signal: AbortSignal,
  open: () => Promise<OpenedService>,
): Promise<Target> {
  try {
    const service = await open();
    const { services, classify } = service;
    await untilReady(service, signal);
    const { engine, model } = await classify();
    const pids = services.map(({ pid }) => pid);
    return { engine, precision: model.precision, pids, close, send: async () => void (await classify()) };
  } catch (error) {
    await close();
    throw error;
  }
}

function inTurn(images: readonly Uint8Array[]): () => Uint8Array {
  let next = 0;
  return () => images[next++ % images.length] ?? new Uint8Array();
}

async function untilReady({ services, where, askState }: OpenedService, signal: AbortSignal): Promise<void> {
  let isGone = false;
  for (const service of services) service.exited.then(() => (isGone = true));
  const startedAtMs = performance.now();
  const isPast = (ms: number) => performance.now() - startedAtMs > ms;
  let hasAnswered = services.length > 0;
  while (!isPast(START_TIMEOUT_MS)) {
    throwIfAborted(signal);
    if (isGone) throw new SlcError('model_not_ready', 'bench: a service that was started has ended');
    // The service does not listen yet: ask again.
    const state = await askState().catch(() => undefined);
    if (state?.phase === 'ready') return;
    if (state?.phase === 'failed') throw new SlcError('model_not_ready', state.reason);
    hasAnswered ||= state !== undefined;
    if (!hasAnswered && isPast(REACH_TIMEOUT_MS)) {
      const message = `${where}: expected a service that answers within ${REACH_TIMEOUT_MS / 1_000} s, none did`;
      throw new SlcError('model_not_ready', message);
    }
    await sleep(100);
  }
  const message = `bench: expected a model that serves within ${START_TIMEOUT_MS} ms`;
  throw new SlcError('deadline_exceeded', message);
}

/** @returns the answer's body */
function post(
  url: URL,
  image: Uint8Array,
  { agent, timeoutMs }: { readonly agent: Agent; readonly timeoutMs: number },
): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': image.length };
    const asked = request(url, { method: 'POST', agent, headers, signal }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(body);
        else reject(toError(response.statusCode ?? 0, body));
      });
    });
    asked.once('error', reject);
    asked.end(image);
  });
}

function toError(status: number, body: string): SlcError {
  const { code } = (body.startsWith('{') ? JSON.parse(body) : {}) as { code?: unknown };
  return new SlcError(isErrorCode(code) ? code : 'internal', `HTTP ${status}`);
}
