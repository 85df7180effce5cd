import { gzipSync } from 'node:zlib';
import { SlcError } from '@slc/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { infer, inJson, json, twoImages } from './inference-requests.js';
import { inferenceWorker, MODEL, PIXELS, startInference } from './inference-worker.js';
import { openUpload, type RunningGateway, startWith } from './running-gateway.js';
import { KIB } from './test-gateway.js';

const CLINIC = 'https://clinic.example';

/** One gateway for the tests that change nothing of it. */
const { inference, asked } = inferenceWorker();
let shared: RunningGateway;
beforeAll(async () => {
  shared = await startWith(undefined, {}, undefined, { inference });
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => shared?.close());

describe('the limits of the Open Inference Protocol', () => {
  const env = { UPLOAD_LIMIT_BYTES: `${64 * KIB}`, UPLOAD_BUDGET_BYTES: `${160 * KIB}` };

  /** A worker that answers when the test says so. */
  function heldBack() {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const refuse = async (): Promise<never> => {
      await finished;
      throw new SlcError('invalid_request', 'held back');
    };
    return { finish: () => finish(), handlers: { modelInfer: refuse } };
  }

  it('are those of every upload: what does not fit is refused before it is read', async () => {
    const { base } = await startInference(env);
    const path = `/v2/models/${MODEL}/infer`;
    const header = 'Inference-Header-Content-Length';
    for (const [headers, error] of [
      // One of JSON is limited by the budget, which could never hold four times the limit.
      [{}, 'body: expected at most 163840 bytes of JSON, got more'],
      [{ [header]: '500' }, 'body: expected at most 66036 bytes of JSON and tensors, got more'],
      [{ [header]: '0' }, 'image: expected at most 65536 bytes, got more'],
    ] as const) {
      const announced = { 'content-length': 200 * KIB, ...headers };
      const { answer, request } = openUpload(base, announced, path);
      request.flushHeaders();
      const { status, body } = await answer;
      expect([status, JSON.parse(body)]).toEqual([413, { error }]);
      request.destroy();
    }
  });

  /** A picture of bytes that are as long as can be in JSON. */
  const pictureInJson = (bytes: number) => {
    const pixels = { name: 'pixels', datatype: 'UINT8', shape: [1, bytes / 4, 4, 1] };
    return JSON.stringify({ inputs: [{ ...pixels, data: Array(bytes).fill(255) }] });
  };
  const ofUploads = { UPLOAD_LIMIT_BYTES: `${64 * KIB}` };

  it('count pixels in JSON by the bytes that they are, and not by their four characters each', async () => {
    const { finish, handlers } = heldBack();
    const { base, metrics } = await startInference(ofUploads, handlers);
    const body = pictureInJson(64 * KIB);
    expect(body.length).toBeGreaterThan(4 * 64 * KIB);
    const first = infer(base, body, {}, PIXELS);
    await expect.poll(metrics).toMatch(new RegExp(`^gateway_upload_bytes ${64 * KIB}$`, 'm'));
    finish();
    expect(await (await first).json()).toEqual({ error: 'held back' });
    const larger = await infer(base, pictureInJson(64 * KIB + 4), {}, PIXELS);
    expect([larger.status, await larger.json()]).toEqual([
      413,
      { error: 'tensors: expected at most 65536 bytes, got more' },
    ]);
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
  });

  it('count a compressed request by what it unpacks to', async () => {
    const { finish, handlers } = heldBack();
    const { base, metrics } = await startInference(env, handlers);
    const bomb = gzipSync(Buffer.alloc(60 * KIB, ' '));
    const small = { 'Inference-Header-Content-Length': '0', 'content-encoding': 'gzip' };
    const first = [1, 2].map(() => infer(base, bomb, small));
    await expect.poll(metrics).toContain(`gateway_upload_bytes ${2 * 60 * KIB}`);
    const third = await infer(base, bomb, small);
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '1']);
    finish();
    for (const response of await Promise.all(first)) expect(response.status).toBe(400);
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
  });

  it('count every image that is with the worker', async () => {
    const { finish, handlers } = heldBack();
    const { base, metrics } = await startInference({ WORKER_CALLS: '3' }, handlers);
    const { body, headers } = twoImages();
    const first = infer(base, body, headers);
    await expect.poll(metrics).toContain(`gateway_upload_bytes ${body.length}`);
    const second = await infer(base, body, headers);
    expect([second.status, await second.json()]).toEqual([429, { error: expect.stringContaining('busy') }]);
    finish();
    expect((await first).status).toBe(400);
  });

  it('end a call whose client has gone', async () => {
    let begin = (_signal: AbortSignal): void => {};
    const begun = new Promise<AbortSignal>((resolve) => {
      begin = resolve;
    });
    const { base } = await startInference(
      {},
      {
        modelInfer: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            begin(signal);
          }),
      },
    );
    const client = new AbortController();
    const { body, headers } = twoImages();
    const init = { method: 'POST', headers, body: Uint8Array.from(body), signal: client.signal };
    const gone = fetch(`${base}/v2/models/${MODEL}/infer`, init).catch(() => 'gone');
    const signal = await begun;
    client.abort();
    expect(await gone).toBe('gone');
    await expect.poll(() => signal.aborted).toBe(true);
  });

  it('include the rate limit, from which probes are exempt', async () => {
    const { base } = await startInference({ RATE_LIMIT_PER_MINUTE: '1' });
    expect((await fetch(`${base}/v2`)).status).toBe(200);
    const { status, headers, body } = await json(`${base}/v2`);
    expect([status, Number(headers.get('retry-after')) > 30]).toEqual([429, true]);
    expect(body).toEqual({ error: expect.stringContaining('requests a minute') });
    for (const path of ['/v2/health/live', '/v2/health/ready', `/v2/models/${MODEL}/ready`]) {
      expect((await fetch(base + path)).status).toBe(200);
    }
  });
});

describe('around the Open Inference Protocol', () => {
  it('pages of CORS_ORIGINS may ask, with its header, and read the one of the answer', async () => {
    const { base } = await startInference({ CORS_ORIGINS: CLINIC });
    const path = `${base}/v2/models/${MODEL}/infer`;
    const preflight = await fetch(path, {
      method: 'OPTIONS',
      headers: {
        origin: CLINIC,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'inference-header-content-length',
      },
    });
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/Inference-Header-Content-Length/);
    const response = await fetch(path, {
      method: 'POST',
      headers: { origin: CLINIC },
      body: JSON.stringify(inJson),
    });
    expect(response.headers.get('access-control-allow-origin')).toBe(CLINIC);
    expect(response.headers.get('access-control-expose-headers')).toMatch(/Inference-Header-Content-Length/);
  });

  it('it answers under BASE_PATH, with the headers of every answer', async () => {
    const { base } = await startInference({ BASE_PATH: '/derm' });
    for (const path of ['/derm/v2', '/v2', '/derm/v2/nothing']) {
      const { headers } = await json(base + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('metrics and log name routes, and nothing that the client sent', async () => {
    const { base, lines, metrics } = await startInference();
    await infer(base, JSON.stringify(inJson), {}, 'secret-name');
    await infer(base, JSON.stringify(inJson));
    await expect
      .poll(metrics)
      .toMatch(/route="\/v2\/models\/:model\{\/versions\/:version\}\/infer",method="POST",status="200"\} 1/);
    expect(await metrics()).not.toContain('secret-name');
    expect(JSON.stringify(lines)).not.toContain('secret-name');
  });
});
