import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { type EngineProcess, type EngineProcessOptions, startEngineProcess } from './engine-process.js';

export interface EnginePoolOptions extends EngineProcessOptions {
  readonly processes: number;
  /** Stops the start. */
  readonly signal?: AbortSignal | undefined;
  /** Called after an engine came up or died. */
  onChange?(liveEngines: number): void;
  /** Called when a dead engine has been replaced. */
  onRestart?(): void;
}

/** Engine processes that are replaced when they die. Whoever starts a pool closes it. */
export interface EnginePool {
  readonly liveEngines: number;
  /**
   * Runs one batch on an idle engine; call it for at most `liveEngines` batches at a time.
   *
   * @param pixels (batchSize, height, width, 3), RGB 0..255
   * @returns logits, (batchSize, classes)
   * @throws SlcError `model_not_ready` when no engine is idle, or when the engine dies under the batch
   */
  infer(pixels: Uint8Array, batchSize: number): Promise<Float32Array>;
  /** Ends every process. May be called twice. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** An engine that lived this long did not die of its start: the next pause is the shortest again. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * Starts all engines, and keeps them: a dead one is replaced, after pauses that double while it keeps dying.
 *
 * @throws SlcError as `startEngineProcess` when one cannot be started in the first place
 */
export async function startEnginePool(options: EnginePoolOptions): Promise<EnginePool> {
  const closing = new AbortController();
  const live = new Set<EngineProcess>();
  const idle: EngineProcess[] = [];

  function admit(engine: EngineProcess): void {
    live.add(engine);
    idle.push(engine);
    options.onChange?.(live.size);
  }

  function dismiss(engine: EngineProcess): void {
    live.delete(engine);
    const index = idle.indexOf(engine);
    if (index !== -1) idle.splice(index, 1);
    options.onChange?.(live.size);
  }

  /** Waits for an engine's end and replaces it, again and again, until the pool closes. */
  async function keepAlive(first: EngineProcess): Promise<void> {
    let engine = first;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const bornMs = performance.now();
      await engine.gone;
      dismiss(engine);
      if (performance.now() - bornMs >= HEALTHY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      for (;;) {
        // Ends early when the pool closes; the check below then ends the loop.
        await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
        if (closing.signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        // A start that fails is a death like any other: the pause grows and the next try comes.
        const next = await startEngineProcess(options).catch(() => null);
        if (!next) continue;
        if (closing.signal.aborted) return await next.close();
        engine = next;
        break;
      }
      options.onRestart?.();
      admit(engine);
    }
  }

  const started = await startAll(options);
  for (const engine of started) admit(engine);
  const keepers = started.map(keepAlive);

  return {
    get liveEngines() {
      return live.size;
    },
    async infer(pixels, batchSize) {
      const engine = idle.shift();
      if (!engine) {
        throw new SlcError(
          'model_not_ready',
          'No engine is free: one is being replaced. Please try again in a moment.',
        );
      }
      try {
        return await engine.infer(pixels, batchSize);
      } finally {
        if (live.has(engine)) idle.push(engine);
      }
    },
    async close() {
      closing.abort();
      await Promise.all([...live].map((engine) => engine.close()));
      await Promise.all(keepers);
    },
  };
}

/** All or none: when one start fails, those that succeeded are closed. */
async function startAll(options: EnginePoolOptions): Promise<EngineProcess[]> {
  options.signal?.throwIfAborted();
  const results = await Promise.allSettled(
    Array.from({ length: options.processes }, () => startEngineProcess(options)),
  );
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure && !options.signal?.aborted) return started;
  await Promise.all(started.map((engine) => engine.close()));
  throw failure ? failure.reason : options.signal?.reason;
}
