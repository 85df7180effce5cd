import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, SlcError, throwIfAborted } from '@slc/domain';
import { type EngineProcess, type EngineProcessOptions, startEngineProcess } from './engine-process.js';

export interface EnginePoolOptions extends EngineProcessOptions {
  readonly processes: number;
  /** What an engine may do until `setLimits` says what is known of it. */
  readonly limits: EngineLimits;
  /** Run on each engine that was started, also in place of another, before it gets work. */
  warmUp?(infer: Infer): Promise<void>;
  /** Stops the start. */
  readonly signal?: AbortSignal | undefined;
  /** Called when an engine has ended that was not told to, or could not be started in place of one. */
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
  /** A process that is bigger after a batch is replaced. */
  readonly residentLimitBytes: number;
}

export interface EngineCounts {
  /** That exist, and may be given work when they are idle. */
  readonly live: number;
  /** Of those, the ones that are idle or have not been at work for long. */
  readonly responsive: number;
}

/**
 * @param images of one batch, each (height, width, 3), RGB 0..255
 * @returns logits, (images, classes)
 */
export type Infer = (images: readonly Uint8Array[]) => Promise<Float32Array>;

/** Engine processes that are replaced when they die. Whoever starts a pool closes it. */
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

/**
 * Starts all engines, and keeps them: a dead one is replaced, after pauses that double while it keeps dying before it
 * has answered a batch.
 *
 * @throws SlcError as `startEngineProcess` when one cannot be started in the first place
 */
export async function startEnginePool(options: EnginePoolOptions): Promise<EnginePool> {
  const closing = new AbortController();
  const live = new Set<EngineProcess>();
  const silent = new Set<EngineProcess>();
  const answered = new WeakSet<EngineProcess>();
  const idle: EngineProcess[] = [];
  let { limits } = options;

  const counts = (): EngineCounts => ({ live: live.size, responsive: live.size - silent.size });
  const tell = () => options.onChange?.(counts());

  async function start(signal: AbortSignal | undefined): Promise<EngineProcess> {
    const engine = await startEngineProcess({ ...options, signal });
    const giveUp = () => void engine.close('its warm-up was given up');
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      throwIfAborted(signal);
      await options.warmUp?.((images) => engine.infer(images, limits.batchTimeoutMs));
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
    tell();
  }

  function dismiss(engine: EngineProcess): void {
    live.delete(engine);
    silent.delete(engine);
    const index = idle.indexOf(engine);
    if (index !== -1) idle.splice(index, 1);
    tell();
  }

  /** Waits for an engine's end and replaces it, again and again, until the pool closes. */
  async function keepAlive(first: EngineProcess): Promise<void> {
    let engine = first;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const end = await engine.gone;
      dismiss(engine);
      if (!closing.signal.aborted) options.onDeath?.(end);
      if (answered.has(engine)) pauseMs = FIRST_PAUSE_MS;
      for (;;) {
        // Ends early when the pool closes; the check below then ends the loop.
        await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
        if (closing.signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        // A start that fails is a death like any other: the pause grows and the next try comes.
        const next = await start(closing.signal).catch((error: unknown) => {
          if (!closing.signal.aborted) options.onDeath?.(error);
          return null;
        });
        if (!next) continue;
        if (closing.signal.aborted) return await next.close();
        engine = next;
        break;
      }
      options.onRestart?.();
      admit(engine);
    }
  }

  const infer: Infer = async (images) => {
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
      const logits = await engine.infer(images, limits.batchTimeoutMs);
      answered.add(engine);
      return logits;
    } finally {
      clearTimeout(silence);
      const wasSilent = silent.delete(engine);
      if (engine.residentBytes > limits.residentLimitBytes) {
        // Its end is noticed where every other is, and so is the next beginning.
        void engine.close(
          `it held ${mebibytes(engine.residentBytes)} MiB, more than ${mebibytes(limits.residentLimitBytes)}`,
        );
        dismiss(engine);
      } else if (live.has(engine)) {
        idle.push(engine);
        if (wasSilent) tell();
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
