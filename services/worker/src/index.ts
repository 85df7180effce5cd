export { envToWorkerConfig, type WorkerConfig } from './config.js';
export { type RunningWorker, startWorker, type WorkerDependencies } from './worker.js';

/** The main file of a worker process. */
export const workerMain = new URL('./main.js', import.meta.url);
