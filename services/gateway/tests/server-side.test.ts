import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { SlcError } from '@slc/domain';
import { SettingsError } from '@slc/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { envToGatewayConfig } from '../dist/index.js';
import { ANSWER, openUpload, post, type RunningGateway, startWith } from './running-gateway.js';

let running: RunningGateway | undefined;
afterEach(() => running?.close());

const start = async (...options: Parameters<typeof startWith>): Promise<RunningGateway> => {
  running = await startWith(...options);
  return running;
};

const KIB = 1024;
const image = Buffer.alloc(10 * KIB, 7);

/** A worker that answers when the test says so. */
function heldBack() {
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { finish: () => finish(), classify: () => finished.then(() => ANSWER) };
}

describe('the memory of uploads', () => {
  const env = { UPLOAD_LIMIT_BYTES: `${64 * KIB}`, UPLOAD_BUDGET_BYTES: `${128 * KIB}` };

  it('is bounded: an upload that does not fit is refused before it is read, and fits when another has been answered', async () => {
    const { finish, classify } = heldBack();
    const { base, metrics } = await start(classify, env);
    const first = [1, 2].map(() => post(base, Buffer.alloc(50 * KIB)));
    await expect.poll(metrics).toContain(`gateway_upload_bytes ${100 * KIB}`);

    const refused = openUpload(base, { 'content-length': 40 * KIB, expect: '100-continue' });
    let mayContinue = false;
    refused.request.once('continue', () => {
      mayContinue = true;
    });
    refused.request.flushHeaders();
    const { status, headers, body } = await refused.answer;
    expect([status, headers['retry-after'], headers['content-type']]).toEqual([
      429,
      '1',
      'application/problem+json; charset=utf-8',
    ]);
    expect(JSON.parse(body)).toMatchObject({ code: 'overloaded' });
    expect(mayContinue).toBe(false);

    const form = new FormData();
    form.append('image', new Blob([Uint8Array.from(Buffer.alloc(40 * KIB))]));
    const page = await fetch(`${base}/classify`, { method: 'POST', body: form });
    expect(page.status).toBe(429);
    expect(page.headers.get('retry-after')).toBe('1');
    expect(await page.text()).toContain('The service is busy');

    finish();
    for (const answer of await Promise.all(first)) expect(answer.status).toBe(200);
    expect((await post(base, Buffer.alloc(50 * KIB))).status).toBe(200);
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
  });

  it('is not taken by who announces much and sends nothing', async () => {
    const { base } = await start(undefined, env);
    const idle = [1, 2, 3, 4].map(() => openUpload(base, { 'content-length': 60 * KIB }));
    for (const { request } of idle) request.flushHeaders();
    await wait(50);
    expect((await post(base, image)).status).toBe(200);
    for (const { request } of idle) request.destroy();
  });

  it('is kept while uploads come in together: those over it are refused half-way', async () => {
    const { base } = await start(undefined, env);
    const uploads = [1, 2, 3].map(() => openUpload(base, { 'content-length': 60 * KIB }));
    for (const { request } of uploads) request.write(Buffer.alloc(55 * KIB));
    await wait(100);
    for (const { request } of uploads) request.end(Buffer.alloc(5 * KIB));
    const statuses = (await Promise.all(uploads.map(({ answer }) => answer))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 429]);
  });

  it('is given back by who goes away half-way', async () => {
    const { base, metrics } = await start(undefined, env);
    const { request } = openUpload(base, { 'content-length': 60 * KIB });
    request.write(Buffer.alloc(30 * KIB));
    await expect.poll(metrics).toContain(`gateway_upload_bytes ${30 * KIB}`);
    request.destroy();
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
  });
});

describe('the images that are with the worker', () => {
  it('are bounded: one more is refused before it is read', async () => {
    const { finish, classify } = heldBack();
    const { base } = await start(classify, { WORKER_CALLS: '2' });
    const first = [1, 2].map(() => post(base, image));
    const isFull = async () => {
      const probe = openUpload(base, { 'content-length': 1_000, expect: '100-continue' });
      probe.request.once('continue', () => probe.request.destroy());
      probe.request.flushHeaders();
      return await probe.answer.then(({ status }) => status).catch(() => 'read');
    };
    await expect.poll(isFull).toBe(429);
    finish();
    for (const answer of await Promise.all(first)) expect(answer.status).toBe(200);
    expect((await post(base, image)).status).toBe(200);
  });
});

describe('an upload', () => {
  it('that says it is too large is refused by that, and who is still sending reads the answer', async () => {
    const { base } = await start(undefined, { UPLOAD_LIMIT_BYTES: `${64 * KIB}` });
    const { request, answer } = openUpload(base, { 'content-length': 900 * KIB });
    request.write(Buffer.alloc(300 * KIB));
    expect(await answer).toMatchObject({ status: 413 });
    request.destroy();
  });

  it('of a strange encoding, or in a form of many fields, is told what is wrong with it', async () => {
    const { base } = await start();
    const strange = await post(base, image, { 'content-encoding': 'zstd, rot13' });
    expect([strange.status, (await strange.json()).detail]).toEqual([
      415,
      expect.stringContaining('Content-Encoding'),
    ]);
    const form = new FormData();
    for (let i = 0; i < 20; i++) form.append(`field ${i}`, 'x');
    const many = await fetch(`${base}/api/v1/classify`, { method: 'POST', body: form });
    expect([many.status, (await many.json()).detail]).toEqual([400, expect.stringContaining('too many')]);
  });

  it('that is no HTTP is answered too', async () => {
    const { gateway } = await start();
    const socket = connect(gateway.port, '127.0.0.1');
    socket.end('this is no HTTP\r\n\r\n');
    let answer = '';
    for await (const text of socket.setEncoding('utf8')) answer += text;
    expect(answer).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"invalid_request"/,
    );
  });

  it('is not unpacked: few bytes that hold many would be counted as few', async () => {
    const { base } = await start();
    const packed = gzipSync(Buffer.alloc(5_000 * KIB));
    const { status } = await post(base, packed, { 'content-encoding': 'gzip' });
    expect(status).toBe(415);
  });

  it('that is refused counts for nothing, whatever else of it comes', async () => {
    const { base, metrics } = await start();
    const headers = { 'content-length': 60 * KIB, 'content-encoding': 'gzip' };
    const { request, answer } = openUpload(base, headers);
    request.write(Buffer.alloc(10 * KIB));
    expect((await answer).status).toBe(415);
    request.write(Buffer.alloc(40 * KIB));
    await wait(200);
    expect(await metrics()).toContain('gateway_upload_bytes 0');
    request.destroy();
  });

  it.each([
    ['form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['image', {}],
  ])('that comes too slowly is answered, counted and logged as such: %s', async (_, headers) => {
    const { base, lines, metrics } = await start(undefined, {}, undefined, { uploadTimeoutMs: 300 });
    const { request, answer } = openUpload(base, { 'content-length': 60 * KIB, ...headers });
    request.write(Buffer.alloc(30 * KIB));
    const { status, headers: answered, body } = await answer;
    expect([status, answered['content-type']]).toEqual([408, expect.stringMatching('application/problem')]);
    expect(JSON.parse(body)).toMatchObject({ status: 408, code: 'invalid_request' });
    await expect
      .poll(() => lines.find(({ msg }) => msg === 'request'))
      .toMatchObject({ status: 408, code: 'invalid_request', route: '/api/v1/classify' });
    expect(await metrics()).toMatch(/gateway_http_request_seconds_count\{[^}]*status="408"[^}]*\} 1/);
    expect(await metrics()).toContain('gateway_upload_bytes 0');
    request.destroy();
  });

  it('whose head does not come is told so too', async () => {
    const { gateway } = await start(undefined, {}, undefined, { uploadTimeoutMs: 300 });
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write('POST /api/v1/classify HTTP/1.1\r\n');
    let answer = '';
    for await (const text of socket.setEncoding('utf8')) answer += text;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('without an end is refused at its limit, and what came of it no longer counts', async () => {
    const { base, metrics } = await start(undefined, { UPLOAD_LIMIT_BYTES: `${64 * KIB}` });
    const { request, answer } = openUpload(base, { 'transfer-encoding': 'chunked' });
    request.write(Buffer.alloc(200 * KIB));
    const { status, body } = await answer;
    expect([status, JSON.parse(body).code]).toEqual([413, 'image_too_large']);
    expect(await metrics()).toContain('gateway_upload_bytes 0');
    request.destroy();
  });

  it('of unknown length is refused at its limit', async () => {
    const { base } = await start(undefined, { UPLOAD_LIMIT_BYTES: `${64 * KIB}` });
    const { request, answer } = openUpload(base, { 'transfer-encoding': 'chunked' });
    request.write(Buffer.alloc(60 * KIB));
    request.end(Buffer.alloc(60 * KIB));
    const { status, body } = await answer;
    expect([status, JSON.parse(body).code]).toEqual([413, 'image_too_large']);
  });

  it('is asked for with 100-continue when it will be read', async () => {
    const { base } = await start();
    const { request, answer } = openUpload(base, { 'content-length': image.length, expect: '100-continue' });
    request.once('continue', () => request.end(image));
    request.flushHeaders();
    expect(await answer).toMatchObject({ status: 200 });
  });

  it('reaches the worker whole, whatever way it came', async () => {
    const got: Buffer[] = [];
    const { base } = await start(async (request) => {
      got.push(Buffer.from(request.image));
      return ANSWER;
    });
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 251));
    await post(base, bytes);
    const form = new FormData();
    form.append('image', new Blob([Uint8Array.from(bytes)]));
    await fetch(`${base}/api/v1/classify`, { method: 'POST', body: form });
    expect(got.map((each) => each.equals(bytes))).toEqual([true, true]);
  });
});

describe('who goes on sending after the answer', () => {
  const chunked = 'Host: x\r\nTransfer-Encoding: chunked\r\n';
  const upload = `POST /api/v1/classify HTTP/1.1\r\n${chunked}Content-Type: image/jpeg\r\n\r\n`;
  const lookup = `GET /livez HTTP/1.1\r\n${chunked}\r\n`;
  const env = { UPLOAD_LIMIT_BYTES: `${64 * KIB}` };

  /** A connection that sends a head and then as the test likes; its answer, and when it has ended. */
  function send(port: number, head: string) {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    // Cut while it sends.
    socket.on('error', () => {});
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
    socket.write(head);
    return { socket, ended };
  }

  const chunk = Buffer.concat([
    Buffer.from(`${(256 * KIB).toString(16)}\r\n`),
    Buffer.alloc(256 * KIB),
    Buffer.from('\r\n'),
  ]);

  it.each([
    ['an upload that is refused', upload, 413],
    ['a request that nobody takes', `POST /nothing HTTP/1.1\r\n${chunked}\r\n`, 404],
    ['a request that is answered without its body', lookup, 200],
  ])('as fast as it can is cut soon: %s', async (_, head, status) => {
    const { gateway } = await start(undefined, env);
    const { socket, ended } = send(gateway.port, head);
    let sentBytes = 0;
    const flood = (): void => {
      while (!socket.destroyed) {
        sentBytes += chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', flood);
      }
    };
    flood();
    expect(await ended).toMatch(`HTTP/1.1 ${status} `);
    expect(sentBytes).toBeLessThan(200 * KIB * KIB);
  });

  it.each([
    ['that is refused', upload, 413],
    ['that is answered', lookup, 200],
  ])('slowly, or no more, is cut soon too: a request %s', async (_, head, status) => {
    const { gateway } = await start(undefined, env);
    const { socket, ended } = send(gateway.port, head);
    socket.write(chunk);
    const startedMs = performance.now();
    expect(await ended).toMatch(`HTTP/1.1 ${status} `);
    expect(performance.now() - startedMs).toBeLessThan(4_000);
  });

  it.each([
    ['brings nothing', 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['brings nothing, in HTTP/1.0', 'GET /nothing HTTP/1.0\r\n\r\n', 404],
    [
      'brings a body that is refused',
      `POST /nothing HTTP/1.1\r\nConnection: close\r\n${chunked}\r\n3\r\nabc\r\n0\r\n\r\n`,
      404,
    ],
  ])('has its connection closed at once where it asked for that: it %s', async (_, request, status) => {
    const { gateway } = await start(undefined, env);
    const startedMs = performance.now();
    expect(await send(gateway.port, request).ended).toMatch(`HTTP/1.1 ${status} `);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });

  it('and only then reads has its answer, and may ask again', async () => {
    const { gateway } = await start(undefined, env);
    const { socket, ended } = send(gateway.port, upload);
    socket.pause();
    for (let i = 0; i < 32; i++) socket.write(chunk);
    await new Promise((resolve) => socket.write('0\r\n\r\n', resolve));
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    socket.resume();
    expect(await ended).toMatch(/^HTTP\/1\.1 413 [\s\S]*HTTP\/1\.1 200 /);
  });
});

describe('the worker’s word', () => {
  it.each([
    ['overloaded', 429, { retryAfterMs: 2_100 }, '3'],
    ['model_not_ready', 503, {}, '1'],
    ['deadline_exceeded', 504, {}, null],
    ['invalid_image', 400, {}, null],
    ['internal', 500, {}, null],
  ] as const)('%s becomes %i, on the page and in the API', async (code, status, options, retryAfter) => {
    const { base } = await start(async () => {
      throw new SlcError(code, 'said by the worker', options);
    });
    const api = await post(base, image);
    expect([api.status, api.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await api.json()).toMatchObject({ code, status, detail: 'said by the worker' });
    const form = new FormData();
    form.append('image', new Blob([Uint8Array.from(image)]));
    const page = await fetch(`${base}/classify`, { method: 'POST', body: form });
    expect([page.status, page.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await page.text()).toContain('<h1');
  });

  it('of overload is passed on at once: the image is not sent again', async () => {
    let asked = 0;
    const { base } = await start(async () => {
      asked++;
      throw new SlcError('overloaded', 'busy', { retryAfterMs: 1 });
    });
    expect((await post(base, image)).status).toBe(429);
    expect(asked).toBe(1);
  });

  it('that it is not ready is asked for once more', async () => {
    let asked = 0;
    const { base } = await start(async () => {
      if (asked++ === 0) throw new SlcError('model_not_ready', 'not yet');
      return ANSWER;
    });
    expect((await post(base, image)).status).toBe(200);
    expect(asked).toBe(2);
  });

  it('is not waited for longer than REQUEST_TIMEOUT_MS, and the worker knows how long that is', async () => {
    let timeoutMs = 0;
    const { base } = await start(
      (_, call) => {
        timeoutMs = call.timeoutMs;
        return new Promise(() => {});
      },
      { REQUEST_TIMEOUT_MS: '300' },
    );
    const startedMs = performance.now();
    const answer = await post(base, image);
    expect(answer.status).toBe(504);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
    expect(timeoutMs).toBeGreaterThan(100);
    expect(timeoutMs).toBeLessThanOrEqual(310);
  });
});

describe('a browser that goes away', () => {
  it('ends the worker’s call, and its line says 499', async () => {
    let isAborted = false;
    const { base, lines } = await start((_, { signal }) => {
      signal.addEventListener('abort', () => {
        isAborted = true;
      });
      return new Promise(() => {});
    });
    const { request } = openUpload(base, { 'content-length': image.length });
    request.end(image);
    await wait(100);
    request.destroy();
    await expect.poll(() => isAborted).toBe(true);
    await expect.poll(() => lines.find(({ msg }) => msg === 'request')?.status).toBe(499);
  });
});

describe('a rate limit', () => {
  it('refuses an address that asks too often, by its forwarded address behind a proxy; probes are free', async () => {
    const { base } = await start(undefined, { RATE_LIMIT_PER_MINUTE: '2', TRUST_PROXY: '1' });
    const from = (address: string) => post(base, image, { 'x-forwarded-for': address });
    expect((await from('203.0.113.1')).status).toBe(200);
    expect((await from('203.0.113.1')).headers.get('ratelimit')).toContain('remaining=0');
    const refused = await from('203.0.113.1');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
    expect((await from('203.0.113.2')).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await fetch(`${base}/readyz`)).status).toBe(200);
  });

  it('does not believe a forwarded address unless told to', async () => {
    const { base } = await start(undefined, { RATE_LIMIT_PER_MINUTE: '1' });
    const from = (address: string) => post(base, image, { 'x-forwarded-for': address });
    expect((await from('203.0.113.1')).status).toBe(200);
    expect((await from('203.0.113.2')).status).toBe(429);
  });

  it('is off by default', async () => {
    const { base } = await start();
    for (let i = 0; i < 30; i++) expect((await fetch(`${base}/api/docs`)).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['/api', '/api/nothing', '/API/v1/nothing'])(
    'of %s that is an error is a problem',
    async (path) => {
      const { base } = await start();
      const answer = await fetch(base + path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await answer.json()).toMatchObject({ code: 'not_found' });
    },
  );

  it.each([
    ['an answer', '/api/v1/model'],
    ['an error', '/api/v1/nothing'],
    ['a page', '/'],
  ])('%s forbids what is not needed', async (_, path) => {
    const { base } = await start();
    const { headers } = await fetch(base + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('a trace', () => {
  it('goes on through the gateway to the worker, under one id that both log', async () => {
    const sent: (string | undefined)[] = [];
    const { base, lines } = await start(async (_, { header }) => {
      sent.push(header('traceparent'));
      return ANSWER;
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await post(base, image, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    await post(base, image);
    expect(sent[0]).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    await expect.poll(() => lines.filter(({ msg }) => msg === 'request')).toHaveLength(2);
    const [first, second] = lines.filter(({ msg }) => msg === 'request');
    expect(first?.traceId).toBe(traceId);
    expect(sent[1]).toContain(String(second?.traceId));
  });
});

describe('stopping', () => {
  it('answers what is in flight, takes nothing new, and does not wait for connections that are kept', async () => {
    const { finish, classify } = heldBack();
    const { base, gateway, lines } = await start(classify);
    await fetch(`${base}/livez`);
    const inFlight = post(base, image);
    await wait(100);
    const startedMs = performance.now();
    const closing = gateway.close();
    // What came in the first moment is still answered, as the last of its connection.
    const late = await fetch(`${base}/livez`);
    expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
    await wait(500);
    await expect(fetch(`${base}/livez`)).rejects.toThrow();
    finish();
    expect((await inFlight).status).toBe(200);
    await closing;
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('tells who could not be answered within the grace time, before it cuts', async () => {
    const { base, gateway } = await start(() => new Promise(() => {}), { SHUTDOWN_GRACE_MS: '1000' });
    const inFlight = post(base, image);
    await wait(100);
    const startedMs = performance.now();
    await gateway.close();
    const answer = await inFlight;
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({
      code: 'model_not_ready',
      detail: expect.stringMatching(/is stopping/),
    });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});

describe('a stop', () => {
  it('ends the connection of a client that asked before it sent', async () => {
    const { finish, classify } = heldBack();
    const { base, gateway } = await start(classify);
    const headers = { 'content-length': image.length, expect: '100-continue', connection: 'keep-alive' };
    const { request, answer } = openUpload(base, headers);
    request.once('continue', () => request.end(image));
    request.flushHeaders();
    await wait(200);
    const startedMs = performance.now();
    const closing = gateway.close();
    setTimeout(finish, 500);
    expect((await answer).status).toBe(200);
    await closing;
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });
});

describe('a worker that cannot be reached', () => {
  it('is told of in the log once, with the reason', async () => {
    const { base, lines } = await start(undefined, { WORKER_ADDRESS: '127.0.0.1:1' });
    for (let i = 0; i < 3; i++) expect((await fetch(`${base}/readyz`)).status).toBe(503);
    const told = lines.filter(({ msg }) => msg === 'the worker does not answer');
    expect(told).toEqual([
      expect.objectContaining({ err: expect.objectContaining({ code: 'model_not_ready' }) }),
    ]);
  });
});

describe('settings', () => {
  it('are refused all at once, contradictions too', () => {
    const bad = {
      UPLOAD_BUDGET_BYTES: '2048',
      WORKER_TLS_CERT: '/nowhere/cert.pem',
      RATE_LIMIT_PER_MINUTE: '-1',
      TRUST_PROXY: 'true',
    };
    expect(() => envToGatewayConfig(bad)).toThrow(SettingsError);
    try {
      envToGatewayConfig(bad);
    } catch (error) {
      const names = (error as SettingsError).problems.map((problem) => problem.split(':')[0]);
      expect(names.toSorted()).toEqual([
        'RATE_LIMIT_PER_MINUTE',
        'TRUST_PROXY',
        'UPLOAD_BUDGET_BYTES and UPLOAD_LIMIT_BYTES',
        'WORKER_TLS_CERT',
        'WORKER_TLS_KEY',
      ]);
    }
  });

  it.each([
    ['off', false],
    ['2', 2],
    ['loopback, 10.0.0.0/8', ['loopback', '10.0.0.0/8']],
    ['fd00::/8', ['fd00::/8']],
  ])('TRUST_PROXY=%s', (value, expected) => {
    expect(envToGatewayConfig({ TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });

  it.each(['yes', '10.0.0.0/40', 'proxy.example', '*'])('TRUST_PROXY=%s is refused', (value) => {
    expect(() => envToGatewayConfig({ TRUST_PROXY: value })).toThrow(/TRUST_PROXY: expected off/);
  });
});
