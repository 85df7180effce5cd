export type * from './engine.js';
export {
  type EngineLimits,
  type EnginePool,
  type EnginePoolOptions,
  startEnginePool,
} from './process/engine-pool.js';
export type { EngineCounts } from './process/engine-roster.js';
export { probeEngine } from './process/probe-engine.js';
export { mostAdmitted } from './queue/admission.js';
export type { Batch } from './queue/batch-queue.js';
export {
  type Batcher,
  type BatcherEvents,
  type BatcherOptions,
  createBatcher,
  type Place,
  type PlaceRequest,
} from './queue/batcher.js';
export { ByteBudget } from './queue/byte-budget.js';
export type { Clock } from './queue/clock.js';
export { type ImageOutputs, inferImages, type WantedImage } from './queue/infer-images.js';
