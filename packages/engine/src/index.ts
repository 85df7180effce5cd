export { type Batch, type Batcher, type BatcherOptions, createBatcher, type Place } from './batcher.js';
export type * from './engine.js';
export { type EnginePool, type EnginePoolOptions, startEnginePool } from './engine-pool.js';
