import { abortError, SlcError, throwIfAborted } from '@slc/domain';
import type { Infer } from '../engine.js';
import { type EngineProcess, type EngineProcessOptions, startEngineProcess } from './engine-process.js';
import { type EngineCounts, EngineRoster, type RosterEngine } from './engine-roster.js';
import { keepAlive } from './keep-alive.js';

export interface EnginePoolOptions<Measured = unknown> extends EngineProcessOptions {
  readonly processes: number;
  /** The limits until `setLimits`. */
  readonly limits: EngineLimits;
  /** Runs on each engine before it gets work, also on an engine that replaces another. */
  warmUp?(infer: Infer): Promise<Measured>;
  /** Stops the start. */
  readonly signal?: AbortSignal | undefined;
  readonly events?: Partial<EnginePoolEvents> | undefined;
}

export interface EnginePoolEvents {
  /** An engine ended before the pool was closed, or could not be started in place of one; how, or why. */
  engineDied(cause: unknown): void;
  /** An engine that died, hung or grew too big has been replaced. */
  engineRestarted(): void;
}

export interface EngineLimits {
  /** An engine whose batch takes longer hangs: its process is killed. */
  readonly batchTimeoutMs: number;
  /** An engine whose batch takes longer is not counted as responsive until it answers. */
  readonly silentAfterMs: number;
  /** A process that is bigger after a batch gets a successor, and serves until that is warm; at twice as much it is killed. */
  readonly residentLimitBytes: number;
}

/** Engine processes that are replaced when they die or grow too big. The caller that starts a pool closes it. */
export interface EnginePool<Measured = unknown> {
  readonly engines: EngineCounts;
  /** What the warm-ups of the pool's first engines gave. */
  readonly warmUps: readonly Measured[];
  /** Resident memory of the biggest engine, after its last batch. */
  readonly residentBytes: number;
  /**
   * Runs one batch on an idle engine; call it for at most `engines.live` batches at a time.
   *
   * @throws SlcError `model_not_ready` when no engine is idle, or when the engine dies under the batch
   */
  readonly infer: Infer;
  /** @param listener called now, and after an engine came up, died, fell silent or answered again */
  watch(listener: (engines: EngineCounts) => void): void;
  setLimits(limits: EngineLimits): void;
  /** Ends every process. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts all engines, and keeps them: a dead one is replaced, after pauses that double while engines die before they have
 * answered a batch. An engine that has grown too big serves until its successor is warm. Under equal load all grow at the
 * same time, and are succeeded one after the other: there is at most one process more than `processes`.
 *
 * @throws SlcError as `startEngineProcess` when one of the first engines cannot be started
 */
export async function startEnginePool<Measured>(
  options: EnginePoolOptions<Measured>,
): Promise<EnginePool<Measured>> {
  const { events } = options;
  let { limits } = options;
  const started = await startAll(options);

  const closing = new AbortController();
  const listeners: ((engines: EngineCounts) => void)[] = [];
  const roster = new EngineRoster((engines) => {
    for (const listener of listeners) listener(engines);
  });

  function admit(process: EngineProcess): RosterEngine {
    const engine = roster.add(process);
    void process.gone.then((cause) => {
      roster.remove(engine);
      if (!closing.signal.aborted) events?.engineDied?.(cause);
    });
    return engine;
  }

  const keepers = started.map(async ({ process }) => {
    await keepAlive(admit(process), {
      roster,
      start: async (signal) => (await startWarm({ ...options, limits, signal })).process,
      admit,
      onStartFailed: (cause) => events?.engineDied?.(cause),
      onReplaced: () => events?.engineRestarted?.(),
      signal: closing.signal,
    });
  });

  return {
    get engines() {
      return roster.counts;
    },
    get residentBytes() {
      return Math.max(0, ...roster.processes.map(({ residentBytes }) => residentBytes));
    },
    warmUps: started.flatMap(({ measured }) => measured),
    async infer(images, outputs) {
      const engine = roster.take();
      if (!engine) throw noIdleEngine();
      const silence = setTimeout(() => roster.fallSilent(engine), limits.silentAfterMs);
      try {
        const given = await engine.process.infer(images, outputs, { timeoutMs: limits.batchTimeoutMs });
        roster.markAnswered(engine);
        return given;
      } finally {
        clearTimeout(silence);
        roster.finish(engine, limits.residentLimitBytes);
      }
    },
    watch(listener) {
      listeners.push(listener);
      listener(roster.counts);
    },
    setLimits(value) {
      limits = value;
    },
    async close() {
      closing.abort();
      await Promise.all(roster.processes.map((process) => process.close()));
      await Promise.all(keepers);
    },
  };
}

interface WarmEngine<Measured> {
  readonly process: EngineProcess;
  /** Empty when there is no warm-up. */
  readonly measured: readonly Measured[];
}

/** All or none: when one start fails, the engines that did start are closed. */
async function startAll<Measured>(
  options: EnginePoolOptions<Measured>,
): Promise<readonly WarmEngine<Measured>[]> {
  const { processes, signal } = options;
  throwIfAborted(signal);
  const results = await Promise.allSettled(Array.from({ length: processes }, () => startWarm(options)));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure && !signal?.aborted) return started;
  await Promise.all(started.map(({ process }) => process.close()));
  throw failure ? failure.reason : abortError(signal?.reason);
}

async function startWarm<Measured>(options: EnginePoolOptions<Measured>): Promise<WarmEngine<Measured>> {
  const { limits, signal } = options;
  const process = await startEngineProcess(options);
  try {
    const infer: Infer = (images, outputs) =>
      process.infer(images, outputs, { timeoutMs: limits.batchTimeoutMs, signal });
    const measured = options.warmUp ? [await options.warmUp(infer)] : [];
    throwIfAborted(signal);
    return { process, measured };
  } catch (error) {
    await process.close();
    throw signal?.aborted ? abortError(signal.reason) : error;
  }
}

function noIdleEngine(): SlcError {
  const message = 'No engine is free: one is being replaced. Please try again in a moment.';
  return new SlcError('model_not_ready', message);
}
