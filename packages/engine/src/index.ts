export {
  DeviceLostError,
  type Engine,
  type EngineDevice,
  type EngineModule,
  type EngineOptions,
  type EngineOutputs,
  type Infer,
} from './engine.js';
export { type EngineLimits, type EnginePool, startEnginePool } from './process/engine-pool.js';
export type { EngineCounts } from './process/engine-roster.js';
export { prepareModel } from './process/prepare-model.js';
export { probeEngine } from './process/probe-engine.js';
export { mostAdmitted } from './queue/admission.js';
export { Batcher, type Place, type PlaceRequest } from './queue/batcher.js';
export { ByteBudget } from './queue/byte-budget.js';
export { type ImageOutputs, inferImages, type WantedImage } from './queue/infer-images.js';
