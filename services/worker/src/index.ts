export { envToWorkerConfig, type WorkerConfig } from './config.js';
export { type RunningWorker, startWorker, type WorkerDependencies } from './worker.js';
