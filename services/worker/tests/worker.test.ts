import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ENGINES, openClassifier } from '@slc/classifier';
import { parseManifest } from '@slc/domain';
import { type ClassifierClient, createClassifierClient } from '@slc/rpc';
import { createLogger, SettingsError } from '@slc/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPid, ownEngines } from '../../../packages/engine/tests/processes.js';
// The engine processes are forked from built code.
import { envToWorkerConfig, type RunningWorker, startWorker } from '../dist/index.js';

const env = {
  GRPC_PORT: '0',
  WORKER_METRICS_PORT: '0',
  LOG_LEVEL: 'silent',
  ENGINE_PROCESSES: '1',
  ENGINE_THREADS: '1',
  MODEL: 'compact-lite0',
};
/** Long enough for an engine that is replaced on a busy machine. */
const call = { timeoutMs: 60_000 };

function connect(worker: RunningWorker): ClassifierClient {
  return createClassifierClient({
    address: `127.0.0.1:${worker.grpcPort}`,
    maxMessageBytes: 32 * 1024 * 1024,
  });
}

/** A picture of one colour as an uncompressed 24-bit TIFF, which needs no encoder. */
function plainTiff(size: number, declaredSize = size): Buffer {
  const bytes = size * size * 3;
  const short = 3;
  const long = 4;
  const afterPixels = 8 + bytes;
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, long, 1, declaredSize],
    [257, long, 1, declaredSize],
    [258, short, 3, afterPixels],
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, 8],
    [277, short, 1, 3],
    [278, long, 1, declaredSize],
    [279, long, 1, bytes],
  ];
  const directory = Buffer.alloc(6 + 2 + entries.length * 12 + 4);
  for (const at of [0, 2, 4]) directory.writeUInt16LE(8, at);
  directory.writeUInt16LE(entries.length, 6);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 8 + i * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(afterPixels + 6, 4);
  return Buffer.concat([header, Buffer.alloc(bytes, 140), directory]);
}

async function metric(worker: RunningWorker, pattern: RegExp): Promise<string | undefined> {
  const response = await fetch(`http://127.0.0.1:${worker.metricsPort}/metrics`);
  return (await response.text()).match(pattern)?.[1];
}

describe('a worker on the compact model', () => {
  let worker: RunningWorker;
  let client: ClassifierClient;
  beforeAll(async () => {
    worker = await startWorker(envToWorkerConfig(env));
    client = connect(worker);
    await worker.ready;
  });
  afterAll(async () => {
    client.close();
    await worker.close();
    expect(ownEngines()).toEqual([]);
  });

  it('classifies an image and names the model', async () => {
    const { classification, preview } = await client.classify({ image: plainTiff(64), preview: true }, call);
    expect(classification.predictions).toHaveLength(7);
    expect(classification.predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(
      1,
      6,
    );
    expect(classification).toMatchObject({
      temperature: 0.7467,
      engine: 'onnx',
      model: { id: 'compact-lite0', revision: '2.0.0', standIn: true },
      image: { format: 'tiff', width: 64, height: 64 },
    });
    expect(preview?.[0]).toBe(0xff);
  });

  it('gives a BMP the numbers and the preview of the same picture as PNG', async () => {
    const [bmp, png] = await Promise.all(
      ['rgb-24.bmp', 'rgb-8.png'].map(async (name) => {
        const image = readFileSync(
          new URL(`../../../packages/image/fixtures/files/${name}`, import.meta.url),
        );
        return await client.classify({ image, preview: true }, call);
      }),
    );
    expect(bmp?.classification.image).toEqual({ format: 'bmp', width: 45, height: 37 });
    expect(bmp?.classification.predictions).toEqual(png?.classification.predictions);
    expect(bmp?.preview).toEqual(png?.preview);
  });

  it('describes its whole model', async () => {
    const json = JSON.parse(
      readFileSync(
        fileURLToPath(new URL('../../../packages/models/compact-lite0/manifest.json', import.meta.url)),
        'utf8',
      ),
    );
    const manifest = parseManifest(json);
    expect(await client.getModelInfo(call)).toEqual({
      state: { phase: 'ready', reason: '', bytesDone: null, bytesTotal: null },
      model: {
        id: 'compact-lite0',
        revision: '2.0.0',
        sha256: manifest.source.sha256,
        standIn: true,
        precision: 'float32',
      },
      engine: 'onnx',
      manifest,
    });
  });

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'unsupported_media_type'],
    ['text', Buffer.from('hello, this is no image at all'), 'unsupported_media_type'],
    [
      'SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'),
      'unsupported_media_type',
    ],
    ['PDF', Buffer.from('%PDF-1.7\n1 0 obj'), 'unsupported_media_type'],
    ['GIF', Buffer.from('GIF89a\x40\x00\x40\x00\x00\x00\x00;'), 'unsupported_media_type'],
    [
      'a truncated JPEG',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0]),
      'invalid_image',
    ],
    ['a truncated TIFF', plainTiff(64).subarray(0, 4000), 'invalid_image'],
    ['a BMP without its rows', Buffer.from(`BM${'\0'.repeat(12)}\x28${'\0'.repeat(39)}`), 'invalid_image'],
    ['a picture of one pixel', plainTiff(1), 'invalid_image'],
    ['20,000 x 20,000 declared pixels', plainTiff(64, 20_000), 'too_many_pixels'],
    ['a byte too many', Buffer.concat([plainTiff(64), Buffer.alloc(10 * 1024 * 1024)]), 'image_too_large'],
    ['far too many bytes', Buffer.alloc(12 * 1024 * 1024), 'image_too_large'],
  ])('refuses %s, and classifies afterwards', async (_, image, code) => {
    await expect(client.classify({ image }, call)).rejects.toMatchObject({ code });
    expect((await client.classify({ image: plainTiff(64) }, call)).classification.predictions).toHaveLength(
      7,
    );
  });

  it('classifies a stream: each image once by its id, a bad one with its error, beside single images', async () => {
    const good = plainTiff(64);
    const images = Array.from({ length: 60 }, (_, i) => ({
      id: `${i}`,
      image: i % 20 === 7 ? Buffer.from('no image') : good,
    }));
    const outcomes = new Map<string, string>();
    const beside = client.classify({ image: good }, call);
    for await (const { id, classified, error } of client.classifyStream(images)) {
      expect(outcomes.has(id)).toBe(false);
      outcomes.set(id, error ? error.code : `${classified.classification.predictions.length} classes`);
    }
    expect(outcomes.size).toBe(60);
    for (const { id } of images) {
      expect(outcomes.get(id)).toBe(Number(id) % 20 === 7 ? 'unsupported_media_type' : '7 classes');
    }
    expect((await beside).classification.predictions).toHaveLength(7);
    expect(await metric(worker, /classifier_shed_total (\d+)/)).toBe('0');
  });

  it('counts what happened', async () => {
    await client.classify({ image: plainTiff(64) }, call);
    expect(Number(await metric(worker, /classifier_requests_total\{code="ok"\} (\d+)/))).toBeGreaterThan(0);
    expect(Number(await metric(worker, /classifier_inference_seconds_count (\d+)/))).toBeGreaterThan(0);
    expect(await metric(worker, /classifier_model_info\{id="([^"]+)"/)).toBe('compact-lite0');
    expect(await metric(worker, /classifier_queue_depth (\d+)/)).toBe('0');
  });

  it('counts an image that is too large as such, also where gRPC itself refuses it', async () => {
    const tooLarge = async () =>
      Number(await metric(worker, /classifier_requests_total\{code="image_too_large"\} (\d+)/));
    const before = await tooLarge();
    for (const bytes of [10 * 1024 * 1024 + 1, 12 * 1024 * 1024]) {
      const image = Buffer.alloc(bytes);
      await expect(client.classify({ image }, call)).rejects.toMatchObject({ code: 'image_too_large' });
    }
    expect(await tooLarge()).toBe(before + 2);
  });

  it.skipIf(process.platform !== 'linux')(
    'survives the SIGKILL of its engine: an error or an answer for each request, then answers again',
    async () => {
      const image = plainTiff(64);
      const pid = firstPid(ownEngines());
      const pending = Array.from({ length: 20 }, () => client.classify({ image }, call));
      await sleep(5);
      process.kill(pid, 'SIGKILL');
      for (const outcome of await Promise.allSettled(pending)) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'model_not_ready' });
      }
      for (let i = 0; i < 100 && (await client.getModelInfo(call)).state.phase !== 'ready'; i++)
        await sleep(50);
      expect((await client.classify({ image }, call)).classification.predictions).toHaveLength(7);
      expect(await metric(worker, /classifier_engine_restarts_total\{engine="onnx"\} (\d+)/)).toBe('1');
    },
  );
});

describe('a worker without a model', () => {
  it('stays alive and says why', async () => {
    const worker = await startWorker(envToWorkerConfig({ ...env, MODEL: 'resnet' }));
    const client = connect(worker);
    await expect(worker.ready).rejects.toMatchObject({ code: 'not_found' });
    expect(await client.getModelInfo(call)).toMatchObject({
      state: {
        phase: 'failed',
        reason: expect.stringMatching(/model resnet: expected one of compact-lite0/),
      },
      model: null,
      manifest: null,
    });
    await expect(client.classify({ image: plainTiff(64) }, call)).rejects.toMatchObject({
      code: 'model_not_ready',
    });
    client.close();
    await worker.close();
    await worker.close();
  });
});

describe('a worker on a machine whose GPU fails', () => {
  it('serves from the CPU, and counts the engine that it gave up', async () => {
    const worker = await startWorker(envToWorkerConfig(env), {
      openClassifier(model, options) {
        const moduleUrl = new URL('data:text/javascript,throw new Error("out of device memory")');
        const gpu = { ...ENGINES['tfjs-gpu'], moduleUrl, isInstalled: () => true };
        return openClassifier(model, options, { ...ENGINES, 'tfjs-gpu': gpu });
      },
    });
    const client = connect(worker);
    await worker.ready;
    expect(await client.getModelInfo(call)).toMatchObject({ engine: 'onnx' });
    const count = /^classifier_engine_fallbacks_total\{engine="tfjs-gpu"\} (\d+)$/m;
    expect(await metric(worker, count)).toBe('1');
    client.close();
    await worker.close();
  });
});

describe('stopping', () => {
  it('answers what is in flight, and leaves nothing running', async () => {
    let begun = 0;
    let allBegun = (): void => {};
    const fiveBegun = new Promise<void>((resolve) => {
      allBegun = resolve;
    });
    const worker = await startWorker(envToWorkerConfig(env), {
      async openClassifier(...how) {
        const classifier = await openClassifier(...how);
        const classify: typeof classifier.classify = (...what) => {
          if (++begun === 5) allBegun();
          return classifier.classify(...what);
        };
        return Object.assign(Object.create(classifier), { classify });
      },
    });
    const client = connect(worker);
    await worker.ready;
    const inFlight = Array.from({ length: 5 }, () => client.classify({ image: plainTiff(200) }, call));
    await fiveBegun;
    const closing = worker.close();
    for (const { classification } of await Promise.all(inFlight))
      expect(classification.predictions).toHaveLength(7);
    await closing;
    expect(ownEngines()).toEqual([]);
    client.close();
  });

  it('ends an opening that has not finished', async () => {
    const worker = await startWorker(envToWorkerConfig(env));
    const outcome = worker.ready.then(
      () => 'ready',
      ({ code }) => code,
    );
    await worker.close();
    expect(await outcome).toBe('cancelled');
    expect(ownEngines()).toEqual([]);
  });
});

describe('the log of a worker', () => {
  it('has a line for each call, with the id of its trace', async () => {
    const lines: Record<string, unknown>[] = [];
    const destination = { write: (line: string) => lines.push(JSON.parse(line)) };
    const logger = createLogger({ service: 'worker', level: 'info', destination });
    const worker = await startWorker(envToWorkerConfig(env), { logger });
    const client = connect(worker);
    await worker.ready;
    const [good, bad] = ['0af7651916cd43dd8448eb211c80319c', '1af7651916cd43dd8448eb211c80319c'] as const;
    const within = (id: string) => ({ ...call, headers: { traceparent: `00-${id}-b7ad6b7169203331-01` } });
    await client.classify({ image: plainTiff(64) }, within(good));
    await client.classify({ image: Buffer.from('no image') }, within(bad)).catch(() => {});
    client.close();
    await worker.close();
    expect(lines.filter(({ traceId }) => traceId !== undefined)).toEqual([
      expect.objectContaining({ traceId: good, code: 'ok', msg: 'classified' }),
      expect.objectContaining({ traceId: bad, code: 'unsupported_media_type', msg: 'call refused' }),
    ]);
  });
});

describe('a worker with a token', () => {
  it('answers callers that have it, and counts the calls that it refuses', async () => {
    const worker = await startWorker(envToWorkerConfig({ ...env, AUTH_TOKEN: 'secret' }));
    const stranger = connect(worker);
    const client = createClassifierClient({
      address: `127.0.0.1:${worker.grpcPort}`,
      maxMessageBytes: 1024 * 1024,
      authToken: 'secret',
    });
    await worker.ready;
    await expect(stranger.classify({ image: plainTiff(64) }, call)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect((await client.classify({ image: plainTiff(64) }, call)).classification.predictions).toHaveLength(
      7,
    );
    expect(await metric(worker, /classifier_requests_total\{code="unauthenticated"\} (\d+)/)).toBe('1');
    stranger.close();
    client.close();
    await worker.close();
  });
});

describe('settings', () => {
  it.each([
    [{ GRPC_TLS_CERT: '/nowhere/cert.pem' }, ['GRPC_TLS_CERT', 'GRPC_TLS_KEY']],
    [{ GRPC_TLS_CLIENT_CA: fileURLToPath(import.meta.url) }, ['GRPC_TLS_CLIENT_CA', 'GRPC_TLS_CLIENT_CA']],
    [{ ENGINE: 'tfjs-gpu', ENGINE_PROCESSES: '2' }, ['ENGINE and ENGINE_PROCESSES']],
    [{ PRECISION: 'int4' }, ['PRECISION']],
    [{ ENGINE: 'tfjs-wasm', PRECISION: 'int8' }, ['ENGINE and PRECISION']],
    [{ ENGINE: 'onnx', PRECISION: 'float16' }, ['ENGINE and PRECISION']],
    [{ ENGINE_PROCESSES: '0', ENGINE_THREADS: '0' }, ['ENGINE_PROCESSES', 'ENGINE_THREADS']],
    [{ QUEUE_LIMIT_BYTES: '2048' }, ['QUEUE_LIMIT_BYTES and IMAGE_LIMIT_BYTES']],
  ])('that do not fit together are refused: %o', (bad, names) => {
    const problems = () => {
      try {
        envToWorkerConfig(bad);
        return [];
      } catch (error) {
        return (error as SettingsError).problems.map((problem) => problem.split(':')[0]);
      }
    };
    expect(problems().toSorted()).toEqual(names);
  });

  it('are refused all at once, contradictions too', () => {
    const bad = { GRPC_PORT: 'x', ENGINE: 'abacus', QUEUE_LIMIT: '4', BATCH_MAX_SIZE: '8' };
    expect(() => envToWorkerConfig(bad)).toThrow(SettingsError);
    expect(() => envToWorkerConfig(bad)).toThrow(
      /ENGINE: [\s\S]*GRPC_PORT: [\s\S]*BATCH_MAX_SIZE and QUEUE_LIMIT: /,
    );
  });
});
