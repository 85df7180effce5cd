export interface EngineLayout {
  readonly processes: number;
  /** Threads of each process. */
  readonly threads: number;
  /** Threads of a batch that runs while no other does: all cores, unless a number of threads was set. */
  readonly threadsAlone: number;
}

export interface EngineLayoutSet {
  readonly processes?: number | undefined;
  readonly threads?: number | undefined;
}

/** More threads than this help one image little, and many images less than another process does. */
const MOST_THREADS = 4;

/**
 * Two processes at least: while one is replaced the other answers, and a core that is taken away for a moment, by decoding or by
 * another process, holds up one of them only. Threads of one process wait for each other in every layer, so a machine that is full
 * answers a quarter more images where each has a core, while a lone image is answered sooner on all of them
 * (services/worker/README.md).
 *
 * @param set what the settings say; the rest follows from the cores
 * @param cores of the process, or the part of them that one of several models gets
 */
export function engineLayout(set: EngineLayoutSet, cores: number): EngineLayout {
  const processes = set.processes ?? processesFor(set.threads ?? 1, cores);
  const threads = set.threads ?? share(cores, processes);
  const threadsAlone = set.threads ?? Math.max(threads, Math.min(cores, MOST_THREADS));
  return { processes, threads, threadsAlone };
}

/** Each process holds the model, so fewer threads are no reason for more processes. */
function processesFor(threads: number, cores: number): number {
  const unbounded = Math.max(2, Math.ceil(cores / MOST_THREADS));
  return Math.min(unbounded, share(cores, threads));
}

function share(cores: number, between: number): number {
  return Math.max(1, Math.floor(cores / between));
}
