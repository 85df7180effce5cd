import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Classification, encodeManifest, type Reason } from '@slc/domain';
import { type ClassifierClient, createClassifierClient } from '@slc/rpc';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResources, openClassifier } from '../../classifier/dist/index.js';
import { encodeOutliers } from '../../evaluation/dist/index.js';
import { resolveModel } from '../../models/dist/index.js';
import { type DevStack, envToDevStackConfig, startDevStack } from '../dist/index.js';
import { DRAWING, QUIET_ENV } from './running-stack.js';

// Pictures that no model can judge, through every service to the API's and gRPC's callers. How many photographs a fitted
// model tells from dermoscopic images is measured by slc calibrate; here its limits are drawn around one drawing.

const folder = mkdtempSync(join(tmpdir(), 'slc-assessment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COMPACT_FILE = fileURLToPath(new URL('../../models/compact-lite0/compact-lite0.h5', import.meta.url));

const drawing = () => sharp(DRAWING);
const plain = (value: number) =>
  sharp({ create: { width: 600, height: 450, channels: 3, background: { r: value, g: value, b: value } } });

/** The compact model with limits: one class is plausible from 60 %, and nothing is like the training images but the drawing. */
async function writeModel(name: string, fileOf = (bytes: Uint8Array) => bytes): Promise<string> {
  const model = await resolveModel('compact-lite0');
  if (model.kind !== 'manifest') throw new Error('expected a manifest');
  const bytes = detectorAround(await embeddingOf(DRAWING));
  const outliersFile = `${name}.bin`;
  writeFileSync(join(folder, outliersFile), fileOf(bytes));
  const { predictionSet: _, outliers: __, ...manifest } = encodeManifest(model.manifest);
  const path = join(folder, `${name}.json`);
  const limited = {
    ...manifest,
    source: { ...manifest.source, kind: 'file', file: COMPACT_FILE },
    predictionSet: { coverage: 0.9, threshold: 0.4, classThresholds: {}, heldOut: null },
    outliers: {
      file: outliersFile,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      unusableFrom: 100,
      heldOut: null,
    },
  };
  writeFileSync(path, JSON.stringify(limited));
  return path;
}

/** Scores an image by how far its embedding lies from this one: 1 at a distance of 1. */
function detectorAround(embedding: Float32Array): Uint8Array {
  const components = embedding.map((_, i) => (i === 0 ? 1 : 0));
  return encodeOutliers({
    parts: {
      centre: embedding,
      components,
      deviations: Float32Array.of(1),
      means: Float32Array.of(0),
      wrongSort: null,
    },
    limits: { inside: 1, outside: 1, typicalWrongSort: 0, wrongSort: Number.POSITIVE_INFINITY },
  });
}

async function embeddingOf(image: Uint8Array): Promise<Float32Array> {
  const classifier = await openClassifier(await resolveModel('compact-lite0'), {
    resources: createResources({ decodePixels: 1e6, queueBytes: 2 ** 24 }),
    engine: 'onnx',
    engineProcesses: 1,
    engineThreads: 1,
    batchMaxSize: 4,
    batchMaxDelayMs: 0,
    queueLimit: 4,
    imageLimitBytes: 2 ** 23,
    imageLimitPixels: 1e6,
  });
  try {
    const { embedding } = await classifier.classify(image, { embedding: true });
    if (!embedding) throw new Error('expected an embedding');
    return embedding;
  } finally {
    await classifier.close();
  }
}

function start(model: string): Promise<DevStack> {
  return startDevStack(envToDevStackConfig({ ...QUIET_ENV, MODEL: model, MODEL_FALLBACK: 'none' }));
}

describe('how far an answer may be believed', () => {
  let stack: DevStack;
  let client: ClassifierClient;
  beforeAll(async () => {
    stack = await start(await writeModel('limited'));
    await stack.ready;
    client = createClassifierClient({
      address: `127.0.0.1:${stack.grpcPort}`,
      maxMessageBytes: 4 * 2 ** 20,
    });
  });
  afterAll(async () => {
    client?.close();
    await stack?.close();
  });

  async function askApi(image: Uint8Array): Promise<Classification> {
    const response = await fetch(`http://127.0.0.1:${stack.httpPort}/api/v1/classify`, {
      method: 'POST',
      body: Uint8Array.from(image),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Classification;
  }

  /** The same by the API, by gRPC and in a stream. */
  async function assessmentOf(image: Uint8Array): Promise<Classification['assessment']> {
    const { assessment } = await askApi(image);
    const single = await client.classify({ image }, { timeoutMs: 30_000 });
    const { outlier, ...rest } = assessment;
    const same = {
      ...rest,
      // float32 sums in another order, where another batch was around the image.
      outlier: outlier && { ...outlier, score: expect.closeTo(outlier.score, 3) },
    };
    expect(single.classification.assessment).toEqual(same);
    async function* one() {
      yield { id: '1', image };
    }
    for await (const { classified } of client.classifyStream(one())) {
      expect(classified?.classification.assessment).toEqual(same);
    }
    return assessment;
  }

  it('is clear for the picture that the model was made for, and says by what', async () => {
    const assessment = await assessmentOf(DRAWING);
    expect(assessment).toMatchObject({
      verdict: 'clear',
      reasons: [],
      predictionSet: { classes: [expect.any(String)], coverage: 0.9 },
      outlier: { unusableFrom: 100 },
      views: { count: 4 },
    });
    expect(assessment.outlier?.score).toBeLessThan(0.1);
    expect(assessment.quality.map(({ code }) => code)).toEqual([
      'sharpness',
      'brightness',
      'clipped',
      'contrast',
      'chroma',
      'side',
    ]);
  });

  it('names the same plausible classes, however the camera was held', async () => {
    const upright = await drawing().resize({ width: 450, height: 450, fit: 'cover' }).png().toBuffer();
    const { predictionSet, views, quality } = await assessmentOf(upright);
    const codes = quality.map(({ code }) => code);
    for (const angle of [90, 180, 270]) {
      const turned = await assessmentOf(await sharp(upright).rotate(angle).png().toBuffer());
      // The outlier score is of the picture as it was sent.
      expect(turned.reasons.filter((reason) => reason !== 'unlike-training')).toEqual([]);
      expect(turned).toMatchObject({ predictionSet, views });
      expect(turned.quality.map(({ code }) => code)).toEqual(codes);
    }
  });

  it.each<[string, Sharp, Reason]>([
    ['blurred until nothing can be seen', drawing().blur(18), 'blurred'],
    ['black', plain(0), 'dark'],
    ['white', plain(255), 'bright'],
    ['of one colour', plain(128), 'flat'],
    ['without colour', drawing().greyscale(), 'colourless'],
    ['of a few pixels', drawing().resize(80, 60), 'small'],
  ])('is unusable for a picture %s', async (_, picture, reason) => {
    const assessment = await assessmentOf(await picture.png().toBuffer());
    expect(assessment).toMatchObject({ verdict: 'unusable', reasons: expect.arrayContaining([reason]) });
  });

  it('is never clear for a picture unlike those that the model was made for', async () => {
    const other = await drawing().negate({ alpha: false }).png().toBuffer();
    const { verdict, reasons, outlier } = await assessmentOf(other);
    expect(outlier?.score).toBeGreaterThan(1);
    expect(verdict).not.toBe('clear');
    expect(reasons).toContain('unlike-training');
  });

  it('is counted for the operator', async () => {
    const response = await fetch(`http://127.0.0.1:${stack.workerMetricsPort}/metrics`);
    const scrape = await response.text();
    const counted = (series: string) =>
      Number(
        scrape
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length),
      );
    const answers = counted('classifier_requests_total{code="ok"}');
    const verdicts = ['clear', 'undecided', 'unusable'].map((verdict) =>
      counted(`classifier_verdicts_total{verdict="${verdict}"}`),
    );
    expect(answers).toBeGreaterThan(0);
    expect(verdicts.reduce((sum, count) => sum + count, 0)).toBe(answers);
    expect(counted('classifier_outlier_score_count')).toBe(answers);
    expect(counted('classifier_outlier_score_bucket{le="1"}')).toBeLessThan(answers);
  });
});

it('a model whose outlier file is damaged is not served, and the state names the file', async () => {
  const damaged = await writeModel('damaged', (bytes) =>
    bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
  );
  const stack = await start(damaged);
  try {
    await expect(stack.ready).rejects.toThrow();
    const answer = await fetch(`http://127.0.0.1:${stack.httpPort}/api/v1/model`);
    expect(await answer.json()).toMatchObject({
      state: { phase: 'failed', reason: expect.stringMatching(/damaged\.bin: expected sha256 \w{64}/) },
    });
  } finally {
    await stack.close();
  }
});
