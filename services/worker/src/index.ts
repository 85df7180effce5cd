export { envToWorkerConfig, readWorkerSettings, type WorkerConfig } from './config.js';
export { findWorkerStartProblems } from './start-problems.js';
export { type RunningWorker, startWorker } from './worker.js';

/** The main file of a worker process. */
export const workerMain = new URL('./main.js', import.meta.url);

/**
 * Environment variables for a worker's process, which glibc reads before any of our code runs. Decoding threads share two
 * heaps instead of eight, and memory that was freed after reading a model goes back to the system. Blocks as large as a
 * decoded photograph stay in the heap, since fresh pages cost time.
 * https://sharp.pixelplumbing.com/install#linux-memory-allocator, https://man7.org/linux/man-pages/man3/mallopt.3.html
 */
export const WORKER_MALLOC_ENV = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '8388608',
};
