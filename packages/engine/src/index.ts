export type * from './engine.js';
export {
  type EngineLimits,
  type EnginePool,
  type EnginePoolEvents,
  type EnginePoolOptions,
  startEnginePool,
} from './process/engine-pool.js';
export type { EngineCounts } from './process/engine-roster.js';
export { probeEngine } from './process/probe-engine.js';
export { mostAdmitted } from './queue/admission.js';
export {
  type Batch,
  type Batcher,
  type BatcherOptions,
  createBatcher,
} from './queue/batcher.js';
