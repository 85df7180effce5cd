import { Worker } from 'node:worker_threads';
import type { LimitsOrder } from './limits-protocol.js';

/** What a process that reads strangers' files and tries their networks may take. */
export interface ChildLimits {
  /** Of memory, whatever the network's size. Bytes. */
  readonly memoryBytes: number;
  /** More for each byte of the network and its weights. */
  readonly memoryPerByte: number;
  /** Of processor time for one opening or one run of a network. Milliseconds. */
  readonly trialMs: number;
  /** Of processor time for all of it: how busy the machine is changes nothing. Milliseconds. */
  readonly totalMs: number;
}

/**
 * Holds this process to its limits, from a thread of its own: onnxruntime blocks the main one, and its memory is none that V8's
 * limits bind. The process is killed where it passes one; its parent learns which by the last line of its standard error.
 */
export class LimitsWatch {
  readonly limits: ChildLimits;
  /** As `LimitsOrder` says. */
  readonly #shared: Int32Array;

  private constructor(limits: ChildLimits, shared: Int32Array) {
    this.limits = limits;
    this.#shared = shared;
  }

  /** @param networkBytes of the file; `allowNetwork` is told more when its further files are known */
  static async start(limits: ChildLimits, networkBytes: number): Promise<LimitsWatch> {
    const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const watch = new LimitsWatch(limits, shared);
    watch.allowNetwork(networkBytes);
    const workerData: LimitsOrder = { shared, trialMs: limits.trialMs, totalMs: limits.totalMs };
    const thread = new Worker(new URL('./limits-thread.js', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
    });
    await new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));
    thread.unref();
    return watch;
  }

  /** Sets the limit of memory for a network of a size, its weights in other files included. */
  allowNetwork(networkBytes: number): void {
    const { memoryBytes, memoryPerByte } = this.limits;
    const kibibytes = Math.ceil((memoryBytes + memoryPerByte * networkBytes) / KIBIBYTE);
    Atomics.store(this.#shared, 0, Math.min(kibibytes, MOST_KIBIBYTES));
  }

  /** Gives a piece of work its share of processor time. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    Atomics.add(this.#shared, 1, 1);
    try {
      return await work();
    } finally {
      Atomics.add(this.#shared, 1, 1);
    }
  }
}

const KIBIBYTE = 1024;

/** Of a 32-bit number: two tebibytes, which is no limit. */
const MOST_KIBIBYTES = 2 ** 31 - 1;
