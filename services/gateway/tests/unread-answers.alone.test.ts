import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { modelState } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { ANSWER } from './running-gateway.js';
import { heldBack, image, KIB, start } from './test-gateway.js';

/** Makes a page larger than any real one, near gRPC's message limit. */
const PREVIEW_BYTES = 3.5 * KIB * KIB;
/** Their pages together exceed the socket buffers of a client that does not read. */
const PAGES = 4;
const sendTimeoutMs = 300;

const GET = 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n';

function form(name: 'classify' | 'api/v1/classify'): Buffer {
  const part = `--b\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(part), image, Buffer.from('\r\n--b--\r\n')]);
  const type = 'Content-Type: multipart/form-data; boundary=b';
  const head = `POST /${name} HTTP/1.1\r\nHost: x\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** A connection, the answers received so far, and whether it has closed. */
function open(port: number) {
  const socket = connect(port, '127.0.0.1');
  const got = { answers: '', isEnded: false };
  socket.setEncoding('latin1').on('data', (text) => {
    got.answers += text;
  });
  socket.once('close', () => {
    got.isEnded = true;
  });
  // The server may reset it.
  socket.on('error', () => {});
  return { socket, got };
}

/** Memory of all buffers in this process, which runs the gateway too. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().arrayBuffers;
}

const MODEL = { state: modelState('ready'), model: null, engine: null, manifest: null };

const withLargePage = async () => ({ ...ANSWER, preview: Buffer.alloc(PREVIEW_BYTES, 7) });

/** Pipelines more forms than the socket buffers hold answers for. */
const manyForms = Buffer.concat(Array.from({ length: PAGES }, () => form('classify')));

describe('an answer that is not read', () => {
  it('does not count its upload any more', async () => {
    let answered = 0;
    const { gateway, metrics, lines } = await start(() => {
      answered++;
      return withLargePage();
    });
    const { socket } = open(gateway.port);
    socket.pause();
    socket.write(manyForms);
    await expect.poll(() => answered).toBe(PAGES);
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
    expect(lines.filter(({ msg }) => msg === 'request').length).toBeLessThan(PAGES);
    socket.destroy();
  });

  it('has its connection closed', async () => {
    const { gateway, lines } = await start(withLargePage, {}, undefined, { sendTimeoutMs });
    const { socket } = open(gateway.port);
    socket.pause();
    socket.write(manyForms);
    await expect
      .poll(() => lines.filter(({ msg }) => msg === 'request'))
      .toContainEqual(expect.objectContaining({ status: 499, route: '/classify' }));
    socket.destroy();
  });

  it('is logged as not received', async () => {
    const { gateway, lines } = await start(withLargePage);
    const { socket } = open(gateway.port);
    socket.pause();
    socket.write(manyForms);
    await wait(1_500);
    const all = () => lines.filter(({ msg }) => msg === 'request');
    const taken = all().length;
    socket.destroy();
    await expect.poll(() => all()[taken]).toMatchObject({ status: 499, route: '/classify' });
  });
});

describe('a client that pipelines requests', () => {
  it('is answered in order', async () => {
    const { gateway } = await start();
    const { socket, got } = open(gateway.port);
    socket.write(GET.repeat(10));
    await expect.poll(() => got.answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(10);
    socket.destroy();
  });

  it('and disconnects cancels each call of the worker, and frees every upload', async () => {
    const calls: AbortSignal[] = [];
    const { gateway, lines, metrics } = await start((_, { signal }) => {
      calls.push(signal);
      return new Promise(() => {});
    });
    const { socket } = open(gateway.port);
    socket.write(Buffer.concat([form('classify'), form('classify'), form('api/v1/classify')]));
    await expect.poll(() => calls).toHaveLength(3);
    expect(await metrics()).not.toContain('gateway_upload_bytes 0');
    socket.destroy();
    await expect.poll(() => calls.filter(({ aborted }) => aborted)).toHaveLength(3);
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
    expect(lines.filter(({ msg }) => msg === 'request').map(({ status }) => status)).toEqual([499, 499, 499]);
  });

  it('beyond the limit is disconnected, and the worker does not get all its calls', async () => {
    let asked = 0;
    const { gateway } = await start(undefined, {}, () => {
      asked++;
      return MODEL;
    });
    const { socket, got } = open(gateway.port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(500));
    await expect.poll(() => got.isEnded).toBe(true);
    expect(asked).toBeLessThan(20);
    socket.destroy();
  });
});

describe('a connection above the limit', () => {
  it('is closed, and the next one takes the place of an idle one', async () => {
    const { finish, classify } = heldBack();
    const { gateway, lines } = await start(classify, {}, undefined, { maxConnections: 3 });
    const busy = open(gateway.port);
    busy.socket.write(form('api/v1/classify'));
    const kept = [open(gateway.port), open(gateway.port)];
    for (const { socket, got } of kept) {
      socket.write(GET);
      await expect.poll(() => got.answers).toContain('200 OK');
    }
    const dropped = open(gateway.port);
    await expect.poll(() => dropped.got.isEnded).toBe(true);
    await expect.poll(() => kept.every(({ got }) => got.isEnded)).toBe(true);
    const next = open(gateway.port);
    next.socket.write(GET);
    await expect.poll(() => next.got.answers).toContain('200 OK');
    finish();
    await expect.poll(() => busy.got.answers).toContain('200 OK');
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    for (const { socket } of [busy, next]) socket.destroy();
  });
});

describe('an upload that is refused half-way', () => {
  it.each([
    ['a form', 'multipart/form-data; boundary=b'],
    ['bare bytes', 'image/jpeg'],
  ])('is freed, though its answer waits for another: %s', async (_, type) => {
    const { finish, classify } = heldBack();
    const { gateway, lines } = await start(classify, { UPLOAD_LIMIT_BYTES: `${16 * KIB * KIB}` });
    const { socket, got } = open(gateway.port);
    const beforeBytes = heldBytes();
    socket.write(form('api/v1/classify'));
    const head = `POST /api/v1/classify HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\n`;
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const part = '--b\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n';
    const chunk = Buffer.from(`${part.length.toString(16)}\r\n${part}\r\n`);
    if (type.startsWith('multipart')) socket.write(chunk);
    const bytes = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(KIB * KIB), Buffer.from('\r\n')]);
    for (let i = 0; i < 16; i++) socket.write(bytes);
    await new Promise((resolve) => socket.write(bytes, resolve));
    await expect.poll(() => heldBytes() - beforeBytes, { timeout: 10_000 }).toBeLessThan(8 * KIB * KIB);
    expect(lines.filter(({ msg }) => msg === 'request')).toEqual([]);
    finish();
    await expect.poll(() => got.answers).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 413 /);
    socket.destroy();
  });
});

describe('the send timeout', () => {
  it('spares a client that reads slowly', async () => {
    const { gateway } = await start(withLargePage, {}, undefined, { sendTimeoutMs });
    const { socket, got } = open(gateway.port);
    socket.on('data', () => socket.pause());
    const reading = setInterval(() => socket.resume(), 20);
    socket.write(manyForms);
    await wait(6 * sendTimeoutMs);
    expect(got.isEnded).toBe(false);
    clearInterval(reading);
    socket.destroy();
  });

  it('does not run while the worker classifies, nor while an upload arrives', async () => {
    const { finish, classify } = heldBack();
    const { gateway } = await start(classify, {}, undefined, { sendTimeoutMs });
    const { socket, got } = open(gateway.port);
    const request = form('api/v1/classify');
    socket.write(request.subarray(0, KIB));
    await wait(3 * sendTimeoutMs);
    socket.write(request.subarray(KIB));
    await wait(3 * sendTimeoutMs);
    finish();
    await expect.poll(() => got.answers).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('stops with the answer: a kept-alive connection may wait for its next request and send it slowly', async () => {
    const { gateway } = await start(undefined, {}, undefined, { sendTimeoutMs });
    const { socket, got } = open(gateway.port);
    socket.write(GET);
    await wait(4 * sendTimeoutMs);
    socket.write(GET);
    await wait(4 * sendTimeoutMs);
    const request = form('api/v1/classify');
    socket.write(request.subarray(0, KIB));
    await wait(3 * sendTimeoutMs);
    socket.write(request.subarray(KIB));
    await expect.poll(() => got.answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
    expect(got.isEnded).toBe(false);
    socket.destroy();
  });
});
