import { availableCores } from './available-cores.js';

export interface EngineLayout {
  readonly processes: number;
  /** Threads of each process. */
  readonly threads: number;
}

/** More threads than this help one image little, and many images less than a second process does. */
const MOST_THREADS = 4;

/**
 * One process a core with one thread each gives the most images a second; one process with every core answers a
 * single image soonest. The service is mostly asked for one image at a time, so latency is the default: threads first,
 * and a process more for each four cores.
 */
export function defaultEngineLayout(cores: number = availableCores()): EngineLayout {
  const processes = Math.max(1, Math.ceil(cores / MOST_THREADS));
  return { processes, threads: Math.max(1, Math.floor(cores / processes)) };
}
