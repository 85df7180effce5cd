import { availableParallelism } from 'node:os';

export interface EngineLayout {
  readonly processes: number;
  /** Threads of each process. */
  readonly threads: number;
}

/**
 * One process a core with one thread each gives the most images a second; one process with every core answers a
 * single image soonest. The service is mostly asked for one image at a time, so latency is the default.
 */
export function defaultEngineLayout(cores: number = availableParallelism()): EngineLayout {
  return { processes: 1, threads: Math.max(1, cores) };
}
