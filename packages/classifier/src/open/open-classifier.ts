import { type OpenedModel, openModel } from '@slc/compile';
import { NOTICE, rank, SlcError, throwIfAborted } from '@slc/domain';
import {
  type Batcher,
  createBatcher,
  type EnginePool,
  type ImageOutputs,
  type Infer,
  inferImages,
  startEnginePool,
  type WantedImage,
} from '@slc/engine';
import type { ResolvedModel } from '@slc/models';
import type { Classifier, ClassifierOptions } from '../classifier.js';
import { createDecodeGate } from '../serve/decode-gate.js';
import { watchDecodeGate } from '../serve/decode-watch.js';
import { prepareImage } from '../serve/prepare-image.js';
import { createServingState, type ServingState } from '../serve/serving-state.js';
import { assertServable } from './assert-servable.js';
import { availableCores } from './available-cores.js';
import { paddedBatchSize, warmUpSizes } from './batch-sizes.js';
import { type ChosenEngine, openOnChosenEngine } from './choose-engine.js';
import { compareWithCpu } from './compare-with-cpu.js';
import { engineLimits, UNKNOWN_ENGINE_LIMITS } from './engine-limits.js';
import { ENGINES, type EngineDefinition, type Engines } from './engines.js';
import { selfTest } from './self-test.js';

/** Opening a big model on a slow disk takes seconds; on a GPU newer than its libraries kernels are compiled, for minutes. */
const ENGINE_START_TIMEOUT_MS = { cpu: 60_000, gpu: 300_000 } as const;
/** An engine is back within a second or two; who waited this long for one need not wait longer. */
const MAX_OUTAGE_MS = 15_000;
/** While an engine is being replaced: when a new image may be worth another try. */
const OUTAGE_RETRY_MS = 1_000;

/**
 * Opens a model for serving: choose an engine, verify, compile, start the engines, warm them up, self-test; a
 * GPU is held against the CPU.
 *
 * @param engines what there is to choose from
 * @throws SlcError `not_found`, `invalid_model`, `unsupported_model`, `model_not_ready`, `cancelled`
 */
export async function openClassifier(
  model: ResolvedModel,
  options: ClassifierOptions,
  engines: Engines = ENGINES,
): Promise<Classifier> {
  const { events, signal } = options;
  const read = async (format: EngineDefinition['format']) => {
    const opened = await openModel(model, format, signal);
    assertServable(opened);
    return opened;
  };
  return await openOnChosenEngine(options.engine, {
    engines,
    signal,
    read,
    start: (engine, opened) =>
      startClassifier(engine, opened, options, async () => ({
        definition: engines.onnx,
        opened: await read(engines.onnx.format),
      })),
    onGivenUp: (engine, error) => events?.engineGivenUp?.(engine, error),
  });
}

/** @param cpuReference what a GPU is held against */
async function startClassifier(
  engine: ChosenEngine,
  opened: OpenedModel,
  options: ClassifierOptions,
  cpuReference: () => Promise<{ definition: EngineDefinition; opened: OpenedModel }>,
): Promise<Classifier> {
  const { events = {}, signal } = options;
  const pool = await startEnginePool({
    moduleUrl: engine.moduleUrl,
    compiledModelPath: opened.path,
    // Two processes on one GPU would only take turns, each with its own copy of the weights.
    processes: engine.device === 'gpu' ? 1 : options.engineProcesses,
    threads: options.engineThreads,
    startTimeoutMs: ENGINE_START_TIMEOUT_MS[engine.device],
    limits: UNKNOWN_ENGINE_LIMITS,
    signal,
    async warmUp(infer) {
      const largestBatchMs = await warmUp(infer, engine, opened, options);
      await selfTest(opened.manifest, async (image) => (await infer([image], ['logits'])).logits);
      return largestBatchMs;
    },
    events: {
      engineDied: (cause) => events.engineDied?.(engine.name, cause),
      engineRestarted: () => events.engineRestarted?.(engine.name),
    },
  });

  try {
    if (engine.device === 'gpu') await holdAgainstCpu(pool, await cpuReference(), options);
    throwIfAborted(signal);
  } catch (error) {
    await pool.close();
    throw error;
  }
  pool.setLimits(engineLimits(Math.max(...pool.warmUps), pool.residentBytes));

  const batcher = createBatcher<WantedImage, ImageOutputs>({
    maxBatchSize: options.batchMaxSize,
    maxDelayMs: options.batchMaxDelayMs,
    limit: options.queueLimit,
    limitBytes: options.queueLimitBytes,
    maxOutageMs: MAX_OUTAGE_MS,
    run: (images) =>
      inferImages(pool.infer, images, paddedBatchSize(engine.device, images.length, options.batchMaxSize)),
    // Asking again is safe, and the engine's death is not the image's fault until it happens twice.
    mayRunAgain: (error) => error instanceof SlcError && error.code === 'model_not_ready',
    events,
  });
  const state = createServingState((next) => events.stateChanged?.(next));
  pool.watch((engines) => {
    batcher.setConcurrency(engines.live);
    state.setEngines(engines);
  });
  return createClassifier({ opened, engine, pool, batcher, options, state });
}

interface Parts {
  readonly opened: OpenedModel;
  readonly engine: ChosenEngine;
  readonly pool: EnginePool;
  readonly batcher: Batcher<WantedImage, ImageOutputs>;
  readonly options: ClassifierOptions;
  readonly state: ServingState;
}

function createClassifier({ opened, engine, pool, batcher, options, state }: Parts): Classifier {
  const { manifest, sha256 } = opened;
  const limits = { maxBytes: options.imageLimitBytes, maxPixels: options.imageLimitPixels };
  const slots = Math.max(2, availableCores());
  const gate = watchDecodeGate(createDecodeGate({ slots, pixels: options.imageLimitPixels }), {
    slots,
    onChange: (isStalled) => state.setDecoding(isStalled),
  });
  const model = {
    id: manifest.id,
    revision: manifest.source.revision,
    sha256,
    standIn: manifest.standIn,
  };

  return {
    manifest,
    model,
    engine: engine.name,
    engineReason: engine.reason,
    get state() {
      return state.now;
    },
    get queueDepth() {
      return batcher.depth;
    },
    shed() {
      return outage() ?? batcher.shed();
    },
    async classify(image, { signal, timeoutMs, waitForRoom = false, onAdmitted, preview = false } = {}) {
      const admittedAtMs = performance.now();
      const notReady = outage();
      if (notReady && !waitForRoom) throw notReady;

      const wish = { bytes: image.length, timeoutMs, signal };
      const place = waitForRoom ? await batcher.reserveInTurn(wish) : batcher.reserve(wish);
      const placedAtMs = performance.now();
      onAdmitted?.();
      try {
        const prepared = await prepareImage(image, { gate, limits, manifest, preview, signal });
        const decodeMs = performance.now() - placedAtMs - prepared.waitedMs;
        // The upload stays in memory as long as whoever called holds it: until the answer.
        const { data } = prepared.pixels;
        const { output, startedAtMs } = await place.submit({ pixels: data }, image.length + data.length);
        const inferredAtMs = performance.now();

        return {
          preview: await prepared.preview,
          classification: {
            ...rank(output.logits, manifest.labels, manifest.temperature.value),
            temperature: manifest.temperature.value,
            model,
            engine: engine.name,
            image: prepared.info,
            timingsMs: {
              queue: startedAtMs - admittedAtMs - decodeMs,
              decode: decodeMs,
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

  /** Why no new image is taken. Those that have a place keep it. */
  function outage(): SlcError | undefined {
    const { phase, reason } = state.now;
    if (phase === 'ready') return undefined;
    const message = `${reason} Please try again in a moment.`;
    return new SlcError('model_not_ready', message, { retryAfterMs: OUTAGE_RETRY_MS });
  }
}

/** The CPU's engine lives for this comparison only. */
async function holdAgainstCpu(
  gpu: EnginePool,
  { definition, opened }: { definition: EngineDefinition; opened: OpenedModel },
  options: ClassifierOptions,
): Promise<void> {
  const cpu = await startEnginePool({
    moduleUrl: definition.moduleUrl,
    compiledModelPath: opened.path,
    processes: 1,
    threads: options.engineThreads,
    startTimeoutMs: ENGINE_START_TIMEOUT_MS.cpu,
    limits: UNKNOWN_ENGINE_LIMITS,
    signal: options.signal,
  });
  try {
    await compareWithCpu(opened.manifest, options.batchMaxSize, { gpu: gpu.infer, cpu: cpu.infer });
  } finally {
    await cpu.close();
  }
}

/**
 * Runs batches, so that no user's image pays for what happens only the first time.
 *
 * @returns how long the last took, which is of the largest size, in milliseconds
 */
async function warmUp(
  infer: Infer,
  { device }: EngineDefinition,
  { manifest }: OpenedModel,
  options: ClassifierOptions,
): Promise<number> {
  const { height, width } = manifest.input;
  const blank = new Uint8Array(height * width * 3);
  let lastMs = 0;
  for (const size of warmUpSizes(device, options.batchMaxSize)) {
    const startedAtMs = performance.now();
    await infer(
      Array.from({ length: size }, () => blank),
      ['logits'],
    );
    lastMs = performance.now() - startedAtMs;
  }
  return lastMs;
}
