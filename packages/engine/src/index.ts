export {
  type Batch,
  type Batcher,
  type BatcherOptions,
  createBatcher,
  type Place,
  type PlaceWish,
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
export { type ProbeEngineOptions, probeEngine } from './engine-process.js';
