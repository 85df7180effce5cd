export type * from './engine.js';
export {
  type EngineCounts,
  type EngineLimits,
  type EnginePool,
  type EnginePoolOptions,
  type Infer,
  startEnginePool,
} from './process/engine-pool.js';
export { probeEngine } from './process/engine-process.js';
export { mostAdmitted } from './queue/admission.js';
export {
  type Batch,
  type Batcher,
  type BatcherOptions,
  createBatcher,
} from './queue/batcher.js';
