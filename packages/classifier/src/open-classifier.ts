import { type ModelState, modelState, NOTICE, rank, SlcError } from '@slc/domain';
import { type Batcher, createBatcher, type EnginePool, startEnginePool } from '@slc/engine';
import { engineModule } from '@slc/engine-onnx';
import { decodeImage, makePreview, type Pixels, preprocess } from '@slc/image';
import type { ResolvedModel } from '@slc/models';
import type { Classifier, ClassifierOptions } from './classifier.js';
import { assertServable, type OpenedModel, openModel } from './open-model.js';
import { selfTest } from './self-test.js';

/** Opening a big model on a slow disk takes seconds. */
const ENGINE_START_TIMEOUT_MS = 60_000;
/** A batch of eight takes a third of a second on two cores; an engine that needs this long hangs. */
const BATCH_TIMEOUT_MS = 30_000;

const READY = modelState('ready');
const RECOVERING = modelState('recovering', 'The engine stopped and is being replaced.');

/**
 * Opens a model for serving: verify, compile, start the engines, warm each batch size, self-test.
 *
 * @throws SlcError `not_found`, `invalid_model`, `unsupported_model`, `model_not_ready`, `cancelled`
 */
export async function openClassifier(model: ResolvedModel, options: ClassifierOptions): Promise<Classifier> {
  const { events = {}, signal } = options;
  const opened = await openModel(model, signal);
  assertServable(opened);
  const engine = 'onnx';

  let state = READY;
  // Hoisted by need: the pool tells of its engines before the batcher that listens exists.
  let batcher: Batcher<Pixels, Float32Array> | undefined;
  const pool = await startEnginePool({
    moduleUrl: engineModule,
    compiledModelPath: opened.path,
    processes: options.engineProcesses,
    threads: options.engineThreads,
    startTimeoutMs: ENGINE_START_TIMEOUT_MS,
    batchTimeoutMs: BATCH_TIMEOUT_MS,
    signal,
    onRestart: () => events.engineRestarted?.(engine),
    onChange(liveEngines) {
      batcher?.setConcurrency(liveEngines);
      const next = liveEngines > 0 ? READY : RECOVERING;
      if (next === state) return;
      state = next;
      if (batcher) events.stateChanged?.(state);
    },
  });

  try {
    await warmUp(pool, opened, options);
    await selfTest(opened.manifest, (pixels) => pool.infer(pixels, 1));
    signal?.throwIfAborted();
  } catch (error) {
    await pool.close();
    throw error;
  }

  batcher = createBatcher<Pixels, Float32Array>({
    maxBatchSize: options.batchMaxSize,
    maxDelayMs: options.batchMaxDelayMs,
    limit: options.queueLimit,
    run: (images) => inferBatch(pool, images),
    onBatch: (size) => events.batchInferred?.(size),
    onShed: () => events.shed?.(),
    onCancel: () => events.cancelled?.(),
  });
  batcher.setConcurrency(pool.liveEngines);
  return createClassifier({ opened, engine, pool, batcher, options, stateNow: () => state });
}

interface Parts {
  readonly opened: OpenedModel;
  readonly engine: string;
  readonly pool: EnginePool;
  readonly batcher: Batcher<Pixels, Float32Array>;
  readonly options: ClassifierOptions;
  stateNow(): ModelState;
}

function createClassifier({ opened, engine, pool, batcher, options, stateNow }: Parts): Classifier {
  const { manifest, sha256 } = opened;
  const limits = { maxBytes: options.imageLimitBytes, maxPixels: options.imageLimitPixels };
  const model = {
    id: manifest.id,
    revision: manifest.source.revision,
    sha256,
    standIn: manifest.standIn,
  };

  return {
    manifest,
    model,
    engine,
    get state() {
      return stateNow();
    },
    get queueDepth() {
      return batcher.depth;
    },
    async classify(image, { signal, preview = false } = {}) {
      const admittedAtMs = performance.now();
      const { phase, reason } = stateNow();
      if (phase !== 'ready') throw new SlcError('model_not_ready', `${reason} Please try again in a moment.`);

      const place = batcher.reserve();
      try {
        const decoded = await decodeImage(image, limits);
        const pixels = preprocess(decoded, manifest.preprocessing, manifest.input);
        const decodedAtMs = performance.now();
        const { output: logits, startedAtMs } = await place.submit(pixels, signal);
        const inferredAtMs = performance.now();

        const predictions = rank(logits, manifest.labels, manifest.temperature.value);
        const previewJpeg = preview ? await makePreview(decoded) : null;
        return {
          preview: previewJpeg,
          classification: {
            topClass: predictions[0].class,
            predictions,
            temperature: manifest.temperature.value,
            model,
            engine,
            image: { format: decoded.format, width: decoded.width, height: decoded.height },
            timingsMs: {
              queue: startedAtMs - decodedAtMs,
              decode: decodedAtMs - admittedAtMs,
              inference: inferredAtMs - startedAtMs,
              total: performance.now() - admittedAtMs,
            },
            notice: NOTICE,
          },
        };
      } finally {
        place.release();
      }
    },
    async close() {
      batcher.close();
      await pool.close();
    },
  };
}

/** Runs each batch size once on each engine, so that no user's image pays for first-time allocations. */
async function warmUp(
  pool: EnginePool,
  { manifest }: OpenedModel,
  options: ClassifierOptions,
): Promise<void> {
  const { height, width } = manifest.input;
  for (let size = 1; size <= options.batchMaxSize; size *= 2) {
    options.signal?.throwIfAborted();
    const blank = new Uint8Array(size * height * width * 3);
    await Promise.all(Array.from({ length: pool.liveEngines }, () => pool.infer(blank, size)));
  }
}

/** @returns logits of each image */
async function inferBatch(pool: EnginePool, images: readonly Pixels[]): Promise<readonly Float32Array[]> {
  const [first] = images;
  if (!first) return [];
  const pixels = images.length === 1 ? first.data : Buffer.concat(images.map(({ data }) => data));
  const logits = await pool.infer(pixels, images.length);
  const classes = logits.length / images.length;
  return images.map((_, i) => logits.subarray(i * classes, (i + 1) * classes));
}
