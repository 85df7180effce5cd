import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ANSWER, openUpload, post } from './running-gateway.js';
import { heldBack, image, KIB, start } from './test-gateway.js';

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

  it('is not taken by a client that announces much and sends nothing', async () => {
    const { base } = await start(undefined, env);
    const idle = [1, 2, 3, 4].map(() => openUpload(base, { 'content-length': 60 * KIB }));
    for (const { request } of idle) request.flushHeaders();
    await wait(50);
    expect((await post(base, image)).status).toBe(200);
    for (const { request } of idle) request.destroy();
  });

  it('is not exceeded by uploads that arrive together: one is refused half-way', async () => {
    const { base, metrics } = await start(undefined, env);
    const uploads = [1, 2, 3].map(() => openUpload(base, { 'content-length': 60 * KIB }));
    for (const { request } of uploads) request.write(Buffer.alloc(55 * KIB));
    // Two are held as far as they came; only the one that is refused has an answer before its end.
    await Promise.race(uploads.map(({ answer }) => answer));
    await expect.poll(metrics).toContain(`gateway_upload_bytes ${2 * 55 * KIB}`);
    for (const { request } of uploads) request.end(Buffer.alloc(5 * KIB));
    const statuses = (await Promise.all(uploads.map(({ answer }) => answer))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 429]);
  });

  it('is freed by a client that disconnects half-way', async () => {
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
  it('that announces too many bytes is refused at once, and a client that is still sending reads the answer', async () => {
    const { base } = await start(undefined, { UPLOAD_LIMIT_BYTES: `${64 * KIB}` });
    const { request, answer } = openUpload(base, { 'content-length': 900 * KIB });
    request.write(Buffer.alloc(300 * KIB));
    expect(await answer).toMatchObject({ status: 413 });
    request.destroy();
  });

  it('of a strange encoding, or in a form of many fields, gets an answer that names the fault', async () => {
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

  it('of another content type is told which are taken', async () => {
    const { base } = await start();
    const refused = await post(base, image, { 'content-type': 'text/plain' });
    const expected = /image type, application\/dicom or application\/octet-stream, got another/;
    expect([refused.status, (await refused.json()).detail]).toEqual([415, expect.stringMatching(expected)]);
  });

  it('that is not HTTP is answered too', async () => {
    const { gateway } = await start();
    const socket = connect(gateway.port, '127.0.0.1');
    socket.end('this is no HTTP\r\n\r\n');
    let answer = '';
    for await (const text of socket.setEncoding('utf8')) answer += text;
    expect(answer).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"invalid_request"/,
    );
  });

  it('is not unpacked: a few bytes may hold many', async () => {
    const { base } = await start();
    const packed = gzipSync(Buffer.alloc(5_000 * KIB));
    const { status } = await post(base, packed, { 'content-encoding': 'gzip' });
    expect(status).toBe(415);
  });

  it('that is refused is not counted any more, even while more of it arrives', async () => {
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
  ])('that arrives too slowly is answered, counted and logged as that: %s', async (_, headers) => {
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

  it('whose head does not arrive is answered too', async () => {
    const { gateway } = await start(undefined, {}, undefined, { uploadTimeoutMs: 300 });
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write('POST /api/v1/classify HTTP/1.1\r\n');
    let answer = '';
    for await (const text of socket.setEncoding('utf8')) answer += text;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('without an end is refused at its limit, and is not counted any more', async () => {
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

  it('gets 100-continue when it will be read', async () => {
    const { base } = await start();
    const { request, answer } = openUpload(base, { 'content-length': image.length, expect: '100-continue' });
    request.once('continue', () => request.end(image));
    request.flushHeaders();
    expect(await answer).toMatchObject({ status: 200 });
  });

  it('reaches the worker whole, as bare bytes and in a form', async () => {
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
