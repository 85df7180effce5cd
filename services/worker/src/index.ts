export { envToWorkerConfig, type WorkerConfig } from './config.js';
export { type RunningWorker, startWorker, type WorkerDependencies } from './worker.js';

/** The main file of a worker process. */
export const workerMain = new URL('./main.js', import.meta.url);

/**
 * What a worker's process is best started with, read by glibc before any code of ours runs. Threads that decode share two
 * heaps in place of eight, and what reading a model has freed goes back to the system; blocks as large as a decoded
 * photograph stay, since fresh pages cost time.
 * https://sharp.pixelplumbing.com/install#linux-memory-allocator, https://man7.org/linux/man-pages/man3/mallopt.3.html
 */
export const WORKER_MALLOC_ENV = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '8388608',
};
