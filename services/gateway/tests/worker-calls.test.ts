import { modelState, SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { ANSWER, openUpload, post } from './running-gateway.js';
import { image, start } from './test-gateway.js';

describe('a fault of the worker', () => {
  it.each([
    ['overloaded', 429, { retryAfterMs: 2_100 }, '3'],
    ['model_not_ready', 503, {}, '1'],
    ['deadline_exceeded', 504, {}, null],
    ['invalid_image', 400, {}, null],
    ['internal', 500, {}, null],
  ] as const)('%s becomes %i, on the page and in the API', async (code, status, options, retryAfter) => {
    const { base } = await start(async () => {
      throw new SlcError(code, 'the worker’s message', options);
    });
    const api = await post(base, image);
    expect([api.status, api.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await api.json()).toMatchObject({ code, status, detail: 'the worker’s message' });
    const form = new FormData();
    form.append('image', new Blob([Uint8Array.from(image)]));
    const page = await fetch(`${base}/classify`, { method: 'POST', body: form });
    expect([page.status, page.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await page.text()).toContain('<h1');
  });

  it('that is overload is passed on at once: the image is not sent again', async () => {
    let asked = 0;
    const { base } = await start(async () => {
      asked++;
      throw new SlcError('overloaded', 'busy', { retryAfterMs: 1 });
    });
    expect((await post(base, image)).status).toBe(429);
    expect(asked).toBe(1);
  });

  it('that is overload costs no other call: the page shows what is already known about the model', async () => {
    const model = { ...ANSWER.classification.model, standIn: true };
    let asked = 0;
    const { base } = await start(
      async () => {
        throw new SlcError('overloaded', 'busy', { retryAfterMs: 1 });
      },
      {},
      () => {
        asked++;
        return { state: modelState('ready'), model, engine: 'onnx', manifest: null };
      },
    );
    const refused = async (): Promise<string> => {
      const form = new FormData();
      form.append('image', new Blob([Uint8Array.from(image)]));
      const page = await fetch(`${base}/classify`, { method: 'POST', body: form });
      expect(page.status).toBe(429);
      return page.text();
    };
    const unknown = await refused();
    expect(asked).toBe(0);
    expect(unknown).toContain('type="file"');
    expect(unknown).toMatch(/class="model-status is-silent"/);
    await fetch(`${base}/readyz`);
    expect(await refused()).toMatch(/compact model/);
    expect(asked).toBe(1);
  });

  it('that is a model that is not ready is retried once', async () => {
    let asked = 0;
    const { base } = await start(async () => {
      if (asked++ === 0) throw new SlcError('model_not_ready', 'not yet');
      return ANSWER;
    });
    expect((await post(base, image)).status).toBe(200);
    expect(asked).toBe(2);
  });

  it('that is silence becomes 504 after REQUEST_TIMEOUT_MS, which the worker knows', async () => {
    let timeoutMs = 0;
    const { base } = await start(
      (_, call) => {
        timeoutMs = call.timeoutMs;
        return new Promise(() => {});
      },
      { REQUEST_TIMEOUT_MS: '1000' },
    );
    const answer = await post(base, image);
    expect(answer.status).toBe(504);
    expect(timeoutMs).toBeGreaterThan(100);
    expect(timeoutMs).toBeLessThanOrEqual(1_010);
  });
});

describe('a browser that disconnects', () => {
  it('cancels the worker’s call, and is logged as 499', async () => {
    const calls: AbortSignal[] = [];
    const { base, lines } = await start((_, { signal }) => {
      calls.push(signal);
      return new Promise(() => {});
    });
    const { request } = openUpload(base, { 'content-length': image.length });
    request.end(image);
    await expect.poll(() => calls).toHaveLength(1);
    request.destroy();
    await expect.poll(() => calls[0]?.aborted).toBe(true);
    await expect.poll(() => lines.find(({ msg }) => msg === 'request')?.status).toBe(499);
  });
});

describe('a trace', () => {
  it('passes through the gateway, whose log has its id, to the worker', async () => {
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

describe('a worker that cannot be reached', () => {
  it('is logged once, with the reason', async () => {
    const { base, lines } = await start(undefined, { WORKER_ADDRESS: '127.0.0.1:1' });
    for (let i = 0; i < 3; i++) expect((await fetch(`${base}/readyz`)).status).toBe(503);
    const told = lines.filter(({ msg }) => msg === 'the worker does not answer');
    expect(told).toEqual([
      expect.objectContaining({ err: expect.objectContaining({ code: 'model_not_ready' }) }),
    ]);
  });
});
