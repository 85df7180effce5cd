import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineProcess } from './engine-process.js';
import type { EngineRoster, RosterEngine } from './engine-roster.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

export interface KeepAliveOptions {
  readonly roster: EngineRoster;
  /** Starts an engine that is ready for work. */
  start(signal: AbortSignal): Promise<EngineProcess>;
  admit(process: EngineProcess): RosterEngine;
  onStartFailed(cause: unknown): void;
  onReplaced(): void;
  /** Ends the keeping; the engines go on. */
  readonly signal: AbortSignal;
}

/**
 * Replaces an engine when it is gone or may be succeeded, then the one that took its place, and so on until the signal
 * aborts. The pauses before a start double while engines die before they have answered a batch.
 */
export async function keepAlive(first: RosterEngine, options: KeepAliveOptions): Promise<void> {
  const { roster, signal } = options;
  let engine = first;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    await Promise.race([engine.process.gone, engine.mayBeSucceeded]);
    if (engine.hasAnswered) pauseMs = FIRST_PAUSE_MS;
    let successor: EngineProcess | undefined;
    while (!successor) {
      // The signal ends the pause early; the next line then ends the loop.
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      successor = await startUnlessAborted(options);
    }
    if (signal.aborted) return await successor.close();
    options.onReplaced();
    const next = options.admit(successor);
    roster.leave(engine);
    await engine.process.gone;
    engine = next;
  }
}

/** @returns undefined when the start failed, which is reported as a death */
async function startUnlessAborted({
  start,
  onStartFailed,
  signal,
}: KeepAliveOptions): Promise<EngineProcess | undefined> {
  try {
    return await start(signal);
  } catch (error) {
    if (!signal.aborted) onStartFailed(error);
    return undefined;
  }
}
