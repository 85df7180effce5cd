/** What a command line knows of workers before it calls one. It loads no library. */
export { parseWorkerTarget, type WorkerTarget } from './worker-target.js';
