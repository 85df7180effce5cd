import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, SlcError, throwIfAborted } from '@slc/domain';
import type { Infer } from '../engine.js';
import { type EngineProcess, type EngineProcessOptions, startEngineProcess } from './engine-process.js';
import { type EngineCounts, EngineRoster, HARD_LIMIT_FACTOR, type RosterEngine } from './engine-roster.js';
import { Solitude } from './solitude.js';

export interface EnginePoolOptions<Measured = unknown> extends EngineProcessOptions {
  readonly processes: number;
  /** The limits until `setLimits`; those of a warm-up always, since what happens only the first time takes longer. */
  readonly limits: EngineLimits;
  /**
   * Runs on each engine before it gets work, also on an engine that replaces another.
   *
   * @param cpuMs gives the processor time of the last batch
   */
  warmUp?(infer: Infer, cpuMs: () => number): Promise<Measured>;
  /** Gives the path that a successor opens, which may have to be made anew; that of the first engines unless given. */
  locate?(): Promise<string>;
  readonly events?: {
    /** An engine ended before the pool was closed, or could not be started in place of one; how, or why. */
    engineDied?(cause: unknown): void;
    /** An engine that died, hung or grew too big has been replaced. */
    engineRestarted?(): void;
  };
}

export interface EngineLimits {
  /** An engine whose batch takes longer hangs: its process is killed. */
  readonly batchTimeoutMs: number;
  /** An engine whose batch takes longer is not counted as responsive until it answers. */
  readonly silentAfterMs: number;
  /** A process that is bigger after a batch gets a successor, and serves until that is warm; at twice as much, in a batch too, it is killed. */
  readonly residentLimitBytes: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Starts all engines. The caller closes the pool.
 *
 * @throws SlcError as `startEngineProcess` when one cannot be started; then none is left
 */
export async function startEnginePool<Measured>(
  options: EnginePoolOptions<Measured>,
): Promise<EnginePool<Measured>> {
  const { processes, signal } = options;
  throwIfAborted(signal);
  const results = await Promise.allSettled(Array.from({ length: processes }, () => startWarm(options)));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure && !signal?.aborted) return new EnginePool(options, started);
  await Promise.all(started.map(({ process }) => process.close()));
  throw failure ? failure.reason : abortError(signal?.reason);
}

interface WarmEngine<Measured> {
  readonly process: EngineProcess;
  /** Empty when there is no warm-up. */
  readonly measured: readonly Measured[];
}

async function startWarm<Measured>(options: EnginePoolOptions<Measured>): Promise<WarmEngine<Measured>> {
  const { limits, signal, warmUp } = options;
  const process = await startEngineProcess(options);
  const infer: Infer = (images, outputs) =>
    process.infer(images, outputs, { timeoutMs: limits.batchTimeoutMs, signal });
  try {
    const measured = warmUp ? [await warmUp(infer, () => process.cpuMs)] : [];
    throwIfAborted(signal);
    return { process, measured };
  } catch (error) {
    await process.close();
    throwIfAborted(signal);
    throw error;
  }
}

/**
 * Engine processes that are replaced when they die, after pauses that double while engines die before they have answered a
 * batch. An engine that has grown too big serves until its successor is warm. Under equal load all grow at the same time,
 * and are succeeded one after the other: there is at most one process more than `processes`.
 */
export class EnginePool<Measured = unknown> {
  /** What the warm-ups of the first engines gave. */
  readonly warmUps: readonly Measured[];
  readonly #closing = new AbortController();
  readonly #listeners: ((engines: EngineCounts) => void)[] = [];
  readonly #roster = new EngineRoster((engines) => {
    for (const listener of this.#listeners) listener(engines);
  });
  readonly #keepers: readonly Promise<void>[];
  readonly #solitude = new Solitude();
  readonly #options: EnginePoolOptions<Measured>;
  #limits: EngineLimits;

  constructor(options: EnginePoolOptions<Measured>, started: readonly WarmEngine<Measured>[]) {
    this.warmUps = started.flatMap(({ measured }) => measured);
    this.#options = options;
    this.#limits = options.limits;
    const engines = started.map(({ process }) => this.#admit(process));
    this.#keepers = engines.map((engine) => this.#keepAlive(engine));
  }

  get engines(): EngineCounts {
    return this.#roster.counts;
  }

  /** Operators that run on the CPU although the engines are a GPU's; null where the engines do not know. */
  get operatorsOnCpu(): readonly string[] | null {
    return this.#roster.processes[0]?.operatorsOnCpu ?? null;
  }

  /** Resident memory of the biggest engine, after its last batch. */
  get residentBytes(): number {
    return Math.max(0, ...this.#roster.processes.map(({ residentBytes }) => residentBytes));
  }

  /**
   * Runs one batch on an idle engine; call it for at most `engines.live` batches at a time.
   *
   * @throws SlcError `model_not_ready` when no engine is idle, or when the engine dies under the batch
   */
  readonly infer: Infer = async (images, outputs) => {
    const isAlone = this.#solitude.begin(this.#roster.atWork);
    const engine = this.#roster.take();
    if (!engine) {
      const message = 'No engine is free: one is being replaced. Please try again in a moment.';
      throw new SlcError('model_not_ready', message);
    }
    const { batchTimeoutMs, silentAfterMs, residentLimitBytes } = this.#limits;
    const silence = setTimeout(() => this.#roster.fallSilent(engine), silentAfterMs);
    try {
      const given = await engine.process.infer(images, outputs, {
        timeoutMs: batchTimeoutMs,
        mostResidentBytes: HARD_LIMIT_FACTOR * residentLimitBytes,
        isAlone,
      });
      engine.hasAnswered = true;
      return given;
    } finally {
      clearTimeout(silence);
      this.#roster.finish(engine, this.#limits.residentLimitBytes);
    }
  };

  /** @param listener called now, and after an engine came up, died, fell silent or answered again */
  watch(listener: (engines: EngineCounts) => void): void {
    this.#listeners.push(listener);
    listener(this.engines);
  }

  setLimits(limits: EngineLimits): void {
    this.#limits = limits;
  }

  /** Ends every process. May be called twice. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#roster.processes.map((process) => process.close()));
    await Promise.all(this.#keepers);
  }

  #admit(process: EngineProcess): RosterEngine {
    const engine = this.#roster.add(process);
    void process.gone.then((cause) => {
      this.#roster.remove(engine);
      this.#reportDeath(cause);
    });
    return engine;
  }

  /** Replaces an engine when it is gone or may be succeeded, then its successor, and so on until the pool closes. */
  async #keepAlive(first: RosterEngine): Promise<void> {
    const { signal } = this.#closing;
    let engine = first;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      await Promise.race([engine.process.gone, engine.succession]);
      if (engine.hasAnswered) pauseMs = FIRST_PAUSE_MS;
      let successor: WarmEngine<Measured> | undefined;
      while (!successor) {
        // The signal ends the pause early; the next line then ends the loop.
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        // A start that fails is a death like any other.
        const started = this.#startSuccessor(signal);
        successor = await started.catch((error: unknown) => this.#reportDeath(error));
      }
      if (signal.aborted) return await successor.process.close();
      this.#options.events?.engineRestarted?.();
      const next = this.#admit(successor.process);
      this.#roster.leave(engine);
      await engine.process.gone;
      engine = next;
    }
  }

  async #startSuccessor(signal: AbortSignal): Promise<WarmEngine<Measured>> {
    const { locate, compiledModelPath } = this.#options;
    const path = locate ? await locate() : compiledModelPath;
    return await startWarm({ ...this.#options, compiledModelPath: path, signal });
  }

  #reportDeath(cause: unknown): undefined {
    if (!this.#closing.signal.aborted) this.#options.events?.engineDied?.(cause);
  }
}
