import { readFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import { modelState, SlcError } from '@slc/domain';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { image, infer, inJson, json, twoImages } from './inference-requests.js';
import { inferenceWorker, MODEL, PIXELS, startInference } from './inference-worker.js';
import { openUpload, type RunningGateway, startWith } from './running-gateway.js';
import { KIB, start } from './test-gateway.js';

/** The protocol's own schemas. */
const ajv = new Ajv({ strict: false });
ajv.addSchema(
  JSON.parse(readFileSync(new URL('protocol/open-inference-rest.json', import.meta.url), 'utf8')),
  'protocol',
);

function expectSchema(name: string, value: unknown): void {
  const validate = ajv.getSchema(`protocol#/$defs/${name}`);
  expect([name, validate?.(value), validate?.errors]).toEqual([name, true, null]);
}

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

describe('the Open Inference Protocol describes', () => {
  it('the server, with the extensions that its REST half has', async () => {
    const { base } = shared;
    for (const path of ['/v2', '/v2/', '/V2']) {
      const { body } = await json(base + path);
      expectSchema('metadata_server_response', body);
      expect(body).toEqual({
        name: 'a-server',
        version: '1.2.3',
        extensions: ['binary_tensor_data', 'classification', 'model_repository'],
      });
    }
  });

  it('its models: their tensors, whether they serve, and what Triton’s programs read', async () => {
    const { base } = shared;
    expect((await json(`${base}/v2/models`)).body).toEqual({ models: [MODEL, PIXELS] });
    for (const path of [`/v2/models/${PIXELS}`, `/v2/models/${PIXELS}/versions/1`]) {
      const { body } = await json(base + path);
      expectSchema('metadata_model_response', body);
      expect(body).toMatchObject({
        name: PIXELS,
        inputs: [{ name: 'pixels', datatype: 'UINT8', shape: [-1, 2, 2, 3] }],
      });
      expect((await json(`${base}${path}/ready`)).body).toEqual({ name: PIXELS, ready: true });
      expect((await json(`${base}${path}/config`)).body).toEqual({
        name: PIXELS,
        platform: 'onnxruntime_onnx',
        max_batch_size: 64,
        input: [{ name: 'pixels', data_type: 'TYPE_UINT8', format: 'FORMAT_NHWC', dims: [2, 2, 3] }],
        output: [{ name: 'probabilities', data_type: 'TYPE_FP32', dims: [2] }],
      });
    }
    const { body } = await json(`${base}/v2/models/${MODEL}/config`);
    expect(body.input).toEqual([
      { name: 'image', data_type: 'TYPE_STRING', format: 'FORMAT_NONE', dims: [] },
    ]);
  });

  it('its repository, asked with or without a body', async () => {
    const { base } = shared;
    for (const body of [null, '', '{}', '{"ready": true}']) {
      const answered = await json(`${base}/v2/repository/index`, { method: 'POST', body });
      expect(answered.body).toEqual(
        [MODEL, PIXELS].map((name) => ({ name, version: '1', state: 'READY', reason: '' })),
      );
    }
  });

  it('whether it lives and is ready, in the words of the protocol and of KServe’s client', async () => {
    const { base } = shared;
    expect((await json(`${base}/v2/health/live`)).body).toEqual({ live: true });
    expect((await json(`${base}/v2/health/ready`)).body).toEqual({ ready: true, live: true });
  });

  it('that it is not ready, while no model serves', async () => {
    const starting = modelState('fetching', 'The file is on its way.');
    const info = { state: starting, model: null, engine: null, manifest: null };
    const { base } = await start(undefined, {}, () => info);
    const { status, body } = await json(`${base}/v2/health/ready`);
    expect([status, body]).toEqual([503, { ready: false, live: true, error: 'The file is on its way.' }]);
    expect((await fetch(`${base}/v2/health/live`)).status).toBe(200);
  });
});

describe('an inference', () => {
  it('is asked and answered in JSON', async () => {
    const { base } = shared;
    const answered = await json(`${base}/v2/models/${MODEL}/infer`, {
      method: 'POST',
      body: JSON.stringify({ ...inJson, id: 'seven' }),
    });
    expectSchema('inference_request', inJson);
    expectSchema('inference_response', answered.body);
    expect(answered.body).toEqual({
      model_name: MODEL,
      model_version: '1',
      id: 'seven',
      parameters: { stand_in: false },
      outputs: [
        { name: 'probabilities', datatype: 'FP32', shape: [1, 2], data: [0.75, 0.25] },
        { name: 'class', datatype: 'BYTES', shape: [1], data: ['MEL'] },
        { name: 'prediction_set', datatype: 'BOOL', shape: [1, 2], data: [true, false] },
      ],
    });
    expect(asked[0]?.inputs).toEqual([{ ...image, data: [Buffer.from('one')] }]);
    expect(answered.headers.has('inference-header-content-length')).toBe(false);
  });

  it('has binary tensors after the JSON, both ways', async () => {
    const { base } = shared;
    const { body, headers } = twoImages();
    const response = await infer(base, body, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(asked[0]?.inputs).toEqual([
      { ...image, shape: [2], data: [Buffer.from('one'), Buffer.from('two')] },
    ]);
    const bytes = Buffer.from(await response.arrayBuffer());
    const length = Number(response.headers.get('inference-header-content-length'));
    const { id, outputs } = JSON.parse(bytes.toString('utf8', 0, length));
    const sizes = outputs.map((output: Record<string, unknown>) => [output.name, output.parameters]);
    expect([id, sizes]).toEqual([
      'seven',
      [
        ['probabilities', { binary_data_size: 16 }],
        ['class', { binary_data_size: 14 }],
        ['prediction_set', { binary_data_size: 4 }],
      ],
    ]);
    expect(bytes.subarray(length).toString('hex')).toBe(
      '0000403f0000803e0000403f0000803e030000004d454c030000004d454c01000100',
    );
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('may be compressed with %s', async (encoding, compress) => {
    const { base, metrics } = shared;
    const { body, headers } = twoImages();
    const response = await infer(base, compress(body), { ...headers, 'content-encoding': encoding });
    expect([response.status, asked[0]?.inputs]).toMatchObject([200, [{ data: { length: 2 } }]]);
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
  });

  it('of one image may be the bare bytes of the file, or of its pixels', async () => {
    const { base } = shared;
    const bare = { 'Inference-Header-Content-Length': '0' };
    const form = { ...bare, 'content-type': 'application/x-www-form-urlencoded' };
    for (const headers of [bare, form]) {
      const response = await infer(base, Buffer.from('an image'), headers);
      expect([response.status, (await response.json()).outputs[1].data]).toEqual([200, ['MEL']]);
    }
    expect((await infer(base, Buffer.alloc(12, 7), bare, PIXELS)).status).toBe(200);
    expect(asked.map(({ inputs }) => inputs)).toEqual([
      [{ ...image, data: [Buffer.from('an image')] }],
      [{ ...image, data: [Buffer.from('an image')] }],
      [{ name: 'pixels', datatype: 'UINT8', shape: [1, 2, 2, 3], data: Buffer.alloc(12, 7) }],
    ]);
  });
});

describe('a fault of the Open Inference Protocol', () => {
  it.each([
    ['GET', '/v2/nothing', 404],
    ['GET', '/V2/models/a-model/infer', 405],
    ['DELETE', '/v2', 405],
    ['OPTIONS', '/v2/models', 405],
    ['GET', '/v2/models/%zz', 400],
    ['GET', '/v2/models/unknown', 404],
    ['GET', '/v2/models/unknown/ready', 404],
    ['GET', '/v2/models/unknown/config', 404],
    ['GET', '/v2/models/a-model/versions/2', 404],
    ['POST', '/v2/models/unknown/infer', 404],
    ['POST', '/v2/models/a-model/versions/2/infer', 404],
    ['POST', '/v2/repository/models/a-model/load', 404],
    ['GET', '/v2/systemsharedmemory/status', 404],
  ])('%s %s is %d, as the protocol has errors', async (method, path, expected) => {
    const { base } = shared;
    const body = method === 'POST' ? JSON.stringify(inJson) : null;
    const { status, body: error } = await json(base + path, { method, body });
    expectSchema('inference_error_response', error);
    expect([status, error]).toEqual([expected, { error: expect.stringMatching(/\w/) }]);
  });

  it.each<
    [what: string, body: Buffer | string, headers: Record<string, string>, status: number, error: RegExp]
  >([
    ['no body', '', {}, 400, /not JSON/],
    ['text', 'an image', {}, 400, /not JSON/],
    ['deep JSON', '['.repeat(10 * KIB), {}, 400, /within each other/],
    [
      'a length of JSON above the body',
      '{}',
      { 'Inference-Header-Content-Length': '3' },
      400,
      /at most the 2 bytes/,
    ],
    ['a negative one', '{}', { 'Inference-Header-Content-Length': '-1' }, 400, /whole number/],
    ['a huge one', '{}', { 'Inference-Header-Content-Length': '9'.repeat(300) }, 400, /whole number/],
    ['another encoding', '{}', { 'content-encoding': 'br' }, 415, /gzip, deflate or none/],
    ['bytes that are not gzip', '{}', { 'content-encoding': 'gzip' }, 400, /body: expected the whole bytes/],
    [
      'cut gzip',
      gzipSync('{"inputs": []}').subarray(0, 20),
      { 'content-encoding': 'gzip' },
      400,
      /whole bytes/,
    ],
    [
      'a bomb',
      gzipSync(Buffer.alloc(50_000 * KIB)),
      { 'content-encoding': 'gzip' },
      413,
      /^body: expected at most 42008576 bytes of JSON, got more$/,
    ],
  ])('%s is refused with what was expected', async (_, body, headers, status, error) => {
    const { base, metrics } = shared;
    const response = await infer(base, body, headers);
    expect([response.status, await response.json()]).toEqual([
      status,
      { error: expect.stringMatching(error) },
    ]);
    expect(asked).toEqual([]);
    await expect.poll(metrics).toContain('gateway_upload_bytes 0');
  });

  it.each([
    ['invalid_request', 400],
    ['invalid_image', 400],
    ['image_too_large', 413],
    ['unsupported_media_type', 415],
    ['overloaded', 429],
    ['model_not_ready', 503],
    ['deadline_exceeded', 504],
  ] as const)('of the worker, %s, is %d', async (code, status) => {
    const modelInfer = () => {
      throw new SlcError(code, 'image 3: of no kind that is known', { retryAfterMs: 2_500 });
    };
    const { base } = await startInference({}, { modelInfer });
    const response = await infer(base, JSON.stringify(inJson));
    expect([response.status, await response.json()]).toEqual([
      status,
      { error: 'image 3: of no kind that is known' },
    ]);
    if (status === 429) expect(response.headers.get('retry-after')).toBe('3');
  });

  it('that is ours says nothing of its cause', async () => {
    const modelInfer = () => {
      throw new Error('a path of the server');
    };
    const { base } = await startInference({}, { modelInfer });
    const response = await infer(base, JSON.stringify(inJson));
    expect([response.status, (await response.json()).error]).toEqual([
      500,
      expect.not.stringContaining('path'),
    ]);
  });

  it('of the connection is one too: a request that comes too slowly', async () => {
    const { base } = await startInference({}, {}, { uploadTimeoutMs: 300 });
    const { request, answer } = openUpload(base, { 'content-length': KIB }, `/v2/models/${MODEL}/infer`);
    request.write('{');
    const { status, body } = await answer;
    expect([status, JSON.parse(body)]).toEqual([408, { error: 'The request came too slowly.' }]);
    request.destroy();
  });
});
