export {
  type Batch,
  type Batcher,
  type BatcherOptions,
  createBatcher,
} from './batcher.js';
export type * from './engine.js';
export {
  type EngineCounts,
  type EngineLimits,
  type EnginePool,
  type EnginePoolOptions,
  type Infer,
  startEnginePool,
} from './engine-pool.js';
export { probeEngine } from './engine-process.js';
export { mostAdmitted } from './queue-room.js';
