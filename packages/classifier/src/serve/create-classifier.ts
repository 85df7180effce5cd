import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenedModel } from '@slc/compile';
import { type ModelRef, type Precision, SlcError } from '@slc/domain';
import { Batcher, type EnginePool } from '@slc/engine';
import type { OutlierDetector } from '@slc/evaluation';
import { judgePictureFor } from '../assess/judge-picture.js';
import type { Classifier, ClassifierOptions } from '../classifier.js';
import type { ChosenEngine } from '../open/choose-engine.js';
import type { GoldenPicture } from '../open/golden-pictures.js';
import { classifyImage, classifyPixels, outageOf, type ServingParts } from './classify-image.js';
import { imagesInBatch, inferViews, type ViewedImage, type ViewedOutputs } from './infer-views.js';
import { createServingState, type ServingState } from './serving-state.js';

/** An engine is back within a second or two; an image that waited this long for one is not kept any longer. */
const MAX_OUTAGE_MS = 15_000;

/** A model that can say when not to believe it. */
export interface AssessedModel extends OpenedModel {
  /** Null for a model that has no outlier limits. */
  readonly outliers: OutlierDetector | null;
  /** What its author got of whole images. */
  readonly goldenPictures: readonly GoldenPicture[];
}

export interface ClassifierParts {
  readonly engine: ChosenEngine;
  readonly opened: AssessedModel;
  readonly pool: EnginePool;
  readonly options: ClassifierOptions;
}

/** Puts a queue and decoding before engines that were started. Closing the classifier ends the engines too. */
export function createClassifier({ engine, opened, pool, options }: ClassifierParts): Classifier {
  const { manifest, description } = opened;
  const { events = {}, batchMaxSize, precision = 'float32' } = options;
  const { decodeGate, queueBytes } = options.resources;

  const batcher = new Batcher<ViewedImage, ViewedOutputs>({
    maxBatchSize: imagesInBatch(batchMaxSize, manifest.preprocessing.views),
    maxDelayMs: options.batchMaxDelayMs,
    limit: options.queueLimit,
    bytes: queueBytes,
    maxOutageMs: MAX_OUTAGE_MS,
    run: (images) => inferViews(pool.infer, images, { manifest, device: engine.device, batchMaxSize }),
    // Asking again is safe, and the engine's death is not the image's fault until it happens twice.
    mayRunAgain: (error) => error instanceof SlcError && error.code === 'model_not_ready',
    events,
  });
  const state = createServingState({
    engines: pool.engines,
    isStalled: decodeGate.isStalled,
    onChange: (next) => events.stateChanged?.(next),
  });
  const stopWatching = decodeGate.onStalled(state.setStalled);
  pool.watch((counts) => {
    batcher.setConcurrency(counts.live);
    state.setEngines(counts);
  });

  const parts = servingParts({ engine, opened, options }, batcher, state);
  const running = new Set<Promise<unknown>>();
  function run<Answer>(begun: Promise<Answer>): Promise<Answer> {
    const call = begun.finally(() => running.delete(call));
    running.add(call);
    return call;
  }

  return {
    manifest,
    model: parts.model,
    engine: engine.name,
    engineReason: engine.reason,
    isAsMeasured: precision !== 'int8' || description.compiledSha256 === manifest.precisions?.int8?.sha256,
    batch: description.onnx?.batch ?? null,
    hasEmbedding: parts.hasEmbedding,
    get state() {
      return state.now;
    },
    get queueDepth() {
      return batcher.depth;
    },
    shed: () => outageOf(state) ?? batcher.shed(),
    classify: (image, classifyOptions = {}) => run(classifyImage(image, classifyOptions, parts)),
    classifyPixels: (pixels, waitOptions = {}) => run(classifyPixels(pixels, waitOptions, parts)),
    async close({ drainMs = 0 } = {}) {
      await settled([...running], drainMs);
      stopWatching();
      batcher.close();
      await pool.close();
    },
  };
}

/** What every image shares on its way. */
function servingParts(
  { engine, opened, options }: Omit<ClassifierParts, 'pool'>,
  batcher: ServingParts['batcher'],
  state: ServingState,
): ServingParts {
  const { manifest, description, outliers } = opened;
  const { precision = 'float32', assessment = true, resources, events = {} } = options;
  return {
    manifest,
    model: modelRef(opened, precision),
    judgePicture: assessment ? judgePictureFor(opened) : null,
    outliers: assessment ? outliers : null,
    hasEmbedding: description.embeddingLength !== null,
    maps: { size: description.mapSize, hasClassMaps: description.hasClassMaps },
    engine: engine.name,
    state,
    batcher,
    queueLimit: options.queueLimit,
    gate: resources.decodeGate,
    codecTurns: resources.codecTurns,
    limits: { maxBytes: options.imageLimitBytes, maxPixels: options.imageLimitPixels },
    events,
  };
}

function modelRef({ manifest, description, sha256 }: OpenedModel, precision: Precision): ModelRef {
  const { id, standIn, source, guessed = [] } = manifest;
  return {
    id,
    revision: source.revision,
    sha256,
    standIn,
    precision: description.onnx?.hasOwnPrecision ? 'as in the file' : precision,
    ...(guessed.length > 0 && { guessed }),
  };
}

/** Resolves when all have settled, or after `mostMs`. */
async function settled(calls: readonly Promise<unknown>[], mostMs: number): Promise<void> {
  if (calls.length === 0 || mostMs === 0) return;
  const isSettled = new AbortController();
  await Promise.race([
    Promise.allSettled(calls).finally(() => isSettled.abort()),
    sleep(mostMs, undefined, { signal: isSettled.signal }).catch(() => {}),
  ]);
}
