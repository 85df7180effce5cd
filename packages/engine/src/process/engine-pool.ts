import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, type OutputName, SlcError, throwIfAborted } from '@slc/domain';
import type { EngineOutputs } from '../engine.js';
import { type EngineProcess, type EngineProcessOptions, startEngineProcess } from './engine-process.js';

export interface EnginePoolOptions extends EngineProcessOptions {
  readonly processes: number;
  /** What an engine may do until `setLimits` says what is known of it. */
  readonly limits: EngineLimits;
  /** Run on each engine that was started, also in place of another, before it gets work. */
  warmUp?(infer: Infer): Promise<void>;
  /** Stops the start. */
  readonly signal?: AbortSignal | undefined;
  /** Called when an engine has ended before the pool was closed, or could not be started in place of one. */
  onDeath?(cause: unknown): void;
  /** Called after an engine came up, died, fell silent or answered again. */
  onChange?(engines: EngineCounts): void;
  /** Called when an engine that died, hung or grew too big has been replaced. */
  onRestart?(): void;
}

export interface EngineLimits {
  /** A batch that takes longer means an engine that hangs: its process is killed. */
  readonly batchTimeoutMs: number;
  /** An engine whose batch takes longer is not counted as responsive until it answers. */
  readonly silentAfterMs: number;
  /** A process that is bigger after a batch gets a successor, and serves until that is warm; at twice as much it is killed. */
  readonly residentLimitBytes: number;
}

export interface EngineCounts {
  /** That exist: idle, at work, or ending a last batch beside their successor. */
  readonly live: number;
  /** Of those, the ones that are idle or have not been at work for long. */
  readonly responsive: number;
}

/**
 * @param images of one batch, each (height, width, 3), RGB 0..255
 * @param outputs the names of those that are wanted; each costs what it takes to compute and to copy
 */
export type Infer = <Name extends OutputName>(
  images: readonly Uint8Array[],
  outputs: readonly Name[],
) => Promise<EngineOutputs<Name>>;

/** Engine processes that are replaced when they die or grow too big. Whoever starts a pool closes it. */
export interface EnginePool {
  readonly engines: EngineCounts;
  /** Resident memory of the biggest engine, after its last batch. */
  readonly residentBytes: number;
  /**
   * Runs one batch on an idle engine; call it for at most `engines.live` batches at a time.
   *
   * @throws SlcError `model_not_ready` when no engine is idle, or when the engine dies under the batch
   */
  readonly infer: Infer;
  setLimits(limits: EngineLimits): void;
  /** Ends every process. May be called twice. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** From here on an engine's memory endangers more than its own answers. */
const HARD_LIMIT_FACTOR = 2;

/**
 * Starts all engines, and keeps them: a dead one is replaced, after pauses that double while it keeps dying before it
 * has answered a batch. One that has grown too big serves until its successor is warm. Under equal load all grow at the
 * same time, and are succeeded one after the other: there is at most one process more than `processes`.
 *
 * @throws SlcError as `startEngineProcess` when one cannot be started in the first place
 */
export async function startEnginePool(options: EnginePoolOptions): Promise<EnginePool> {
  const closing = new AbortController();
  const live = new Set<EngineProcess>();
  const silent = new Set<EngineProcess>();
  const answered = new WeakSet<EngineProcess>();
  const idle: EngineProcess[] = [];
  /** Those that have grown too big, and why they end. The first is being succeeded. */
  const outgrown = new Map<EngineProcess, string>();
  const succeeded = new WeakSet<EngineProcess>();
  const turns = new WeakMap<EngineProcess, () => void>();
  let { limits } = options;

  const counts = (): EngineCounts => ({ live: live.size, responsive: live.size - silent.size });
  const tell = () => options.onChange?.(counts());

  async function start(signal: AbortSignal | undefined): Promise<EngineProcess> {
    const engine = await startEngineProcess({ ...options, signal });
    const giveUp = () => void engine.close('its warm-up was given up');
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      throwIfAborted(signal);
      await options.warmUp?.((images, outputs) => engine.infer(images, outputs, limits.batchTimeoutMs));
      return engine;
    } catch (error) {
      await engine.close();
      throw signal?.aborted ? abortError(signal.reason) : error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  function admit(engine: EngineProcess): void {
    live.add(engine);
    idle.push(engine);
    void engine.gone.then((cause) => {
      dismiss(engine);
      if (!closing.signal.aborted) options.onDeath?.(cause);
    });
    tell();
  }

  function dismiss(engine: EngineProcess): void {
    if (!live.delete(engine)) return;
    silent.delete(engine);
    const index = idle.indexOf(engine);
    if (index !== -1) idle.splice(index, 1);
    outgrown.delete(engine);
    giveTurn();
    tell();
  }

  /** Resolves when the engine is the one to be succeeded. */
  function turnOf(engine: EngineProcess): Promise<void> {
    return new Promise((resolve) => {
      turns.set(engine, resolve);
      giveTurn();
    });
  }

  function giveTurn(): void {
    const [first] = outgrown.keys();
    if (first) turns.get(first)?.();
  }

  /** Its end is noticed where every other is. */
  function end(engine: EngineProcess): void {
    void engine.close(outgrown.get(engine));
    dismiss(engine);
  }

  /** Replaces an engine when it is gone or its turn has come, again and again, until the pool closes. */
  async function keepAlive(first: EngineProcess): Promise<void> {
    let engine = first;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      await Promise.race([engine.gone, turnOf(engine)]);
      if (answered.has(engine)) pauseMs = FIRST_PAUSE_MS;
      let next: EngineProcess | null = null;
      while (!next) {
        // Ends early when the pool closes; the check below then ends the loop.
        await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
        if (closing.signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        // A start that fails is a death like any other: the pause grows and the next try comes.
        next = await start(closing.signal).catch((error: unknown) => {
          if (!closing.signal.aborted) options.onDeath?.(error);
          return null;
        });
      }
      if (closing.signal.aborted) return await next.close();
      options.onRestart?.();
      succeeded.add(engine);
      admit(next);
      if (idle.includes(engine)) end(engine);
      await engine.gone;
      engine = next;
    }
  }

  const infer: Infer = async (images, outputs) => {
    const engine = idle.shift();
    if (!engine) {
      throw new SlcError(
        'model_not_ready',
        'No engine is free: one is being replaced. Please try again in a moment.',
      );
    }
    const silence = setTimeout(() => {
      silent.add(engine);
      tell();
    }, limits.silentAfterMs);
    try {
      const given = await engine.infer(images, outputs, limits.batchTimeoutMs);
      answered.add(engine);
      return given;
    } finally {
      clearTimeout(silence);
      const wasSilent = silent.delete(engine);
      if (live.has(engine)) {
        const { residentBytes } = engine;
        const { residentLimitBytes } = limits;
        if (residentBytes > residentLimitBytes) {
          const reason = `it held ${mebibytes(residentBytes)} MiB, more than ${mebibytes(residentLimitBytes)}`;
          outgrown.set(engine, reason);
          giveTurn();
        }
        if (succeeded.has(engine) || residentBytes > HARD_LIMIT_FACTOR * residentLimitBytes) {
          end(engine);
        } else {
          idle.push(engine);
          if (wasSilent) tell();
        }
      }
    }
  };

  const started = await startAll(options, () => start(options.signal));
  for (const engine of started) admit(engine);
  const keepers = started.map(keepAlive);

  return {
    get engines() {
      return counts();
    },
    get residentBytes() {
      return Math.max(0, ...[...live].map((engine) => engine.residentBytes));
    },
    infer,
    setLimits(value) {
      limits = value;
    },
    async close() {
      closing.abort();
      await Promise.all([...live].map((engine) => engine.close()));
      await Promise.all(keepers);
    },
  };
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}

/** All or none: when one start fails, those that succeeded are closed. */
async function startAll(
  { processes, signal }: EnginePoolOptions,
  start: () => Promise<EngineProcess>,
): Promise<EngineProcess[]> {
  throwIfAborted(signal);
  const results = await Promise.allSettled(Array.from({ length: processes }, start));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure && !signal?.aborted) return started;
  await Promise.all(started.map((engine) => engine.close()));
  throw failure ? failure.reason : abortError(signal?.reason);
}
