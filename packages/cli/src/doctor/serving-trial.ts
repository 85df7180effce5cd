import { readdir, readFile } from 'node:fs/promises';
import {
  areWithin,
  type Classifier,
  createResources,
  type EngineChoice,
  engineLayout,
  logitTolerance,
  openClassifier,
  type Resources,
} from '@slc/classifier';
import type { Classification, Precision } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';

export const BATCH_SIZE = 8;
const TIMED_RUNS = 10;
const IMAGE_LIMIT = { imageLimitBytes: 2 ** 24, imageLimitPixels: 2 ** 24 };

/** The drawn samples, beside the packages in the repository and in the worker's image. */
const SAMPLES = new URL('../../../../test_images/synthetic/', import.meta.url);

interface Choice {
  readonly engine: EngineChoice;
  readonly precision: Precision;
}

export type ServingTrial = Omit<Awaited<ReturnType<typeof tryServing>>, 'manifest'>;

/** Opens the model as a worker would, and classifies the drawn samples one by one and as a batch. */
export async function tryServing(model: ResolvedModel, choice: Choice) {
  const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.jpg')).sort();
  const images = await Promise.all(names.map((name) => readFile(new URL(name, SAMPLES))));
  const batch = repeated(images, BATCH_SIZE);
  const resources = createResources({
    decodePixels: IMAGE_LIMIT.imageLimitPixels,
    queueBytes: BATCH_SIZE * IMAGE_LIMIT.imageLimitBytes,
  });
  const classifier = await open(model, choice, resources);
  try {
    const alone = await classifyEach(classifier, repeated(images, Math.max(images.length, TIMED_RUNS)));
    const together = await Promise.all(batch.map((image) => classifyOne(classifier, image)));
    const found = [...alone.slice(0, images.length), ...together];
    const compared =
      classifier.engine === 'onnx'
        ? null
        : compare(found, await classifyOnCpu(model, [...images, ...batch], resources), choice.precision);
    return {
      manifest: classifier.manifest,
      model: classifier.model,
      engine: classifier.engine,
      /** Why this engine. */
      reason: classifier.engineReason,
      /** Largest |logit difference| between this engine and onnx on the CPU in float32; null for onnx itself. */
      parity: compared?.largestDifference ?? null,
      /** Whether each logit is as near to the CPU's in float32 as this precision leaves it. */
      agreesWithCpu: compared === null || compared.agrees,
      /** Medians of one image at a time. */
      timingsMs: {
        decode: median(alone.map(({ timingsMs }) => timingsMs.decode)),
        inference: median(alone.map(({ timingsMs }) => timingsMs.inference)),
      },
    };
  } finally {
    await classifier.close();
  }
}

/** The images in turn until there are `count`. */
function repeated(images: readonly Buffer[], count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, i) => images[i % images.length] ?? Buffer.alloc(0));
}

async function classifyOnCpu(model: ResolvedModel, images: readonly Buffer[], resources: Resources) {
  const classifier = await open(model, { engine: 'onnx', precision: 'float32' }, resources);
  try {
    return await classifyEach(classifier, images);
  } finally {
    await classifier.close();
  }
}

function open(model: ResolvedModel, choice: Choice, resources: Resources): Promise<Classifier> {
  return openClassifier(model, {
    resources,
    ...choice,
    engineProcesses: 1,
    engineThreads: engineLayout({ processes: 1 }, resources.cores).threads,
    batchMaxSize: BATCH_SIZE,
    batchMaxDelayMs: 100,
    queueLimit: BATCH_SIZE,
    ...IMAGE_LIMIT,
  });
}

async function classifyEach(classifier: Classifier, images: readonly Buffer[]) {
  const answers: Classification[] = [];
  for (const image of images) answers.push(await classifyOne(classifier, image));
  return answers;
}

async function classifyOne(classifier: Classifier, image: Buffer): Promise<Classification> {
  return (await classifier.classify(image)).classification;
}

/** Compares class by class: predictions are in order of probability, which near ties may reverse. */
function compare(
  found: readonly Classification[],
  expected: readonly Classification[],
  precision: Precision,
) {
  const pairs = expected.flatMap(({ predictions }, i) =>
    predictions.map(({ class: id, logit }) => {
      const other = found[i]?.predictions.find((prediction) => prediction.class === id);
      return { got: other?.logit ?? Number.NaN, logit };
    }),
  );
  return {
    largestDifference: Math.max(...pairs.map(({ got, logit }) => Math.abs(got - logit))),
    agrees: pairs.every(({ got, logit }) => areWithin(logitTolerance(precision), got, logit)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[sorted.length >> 1] ?? Number.NaN) * 10) / 10;
}
