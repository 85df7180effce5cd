import { once } from 'node:events';
import { constants } from 'node:os';
import type { Logger } from './logger.js';

export interface RunOptions {
  readonly logger: Logger;
  /** How long closing may take before the process exits with code 1, in milliseconds. */
  readonly graceMs: number;
  /**
   * Starts the service. `signal` aborts when the process must stop before the start has finished. A start that
   * rejects must have closed everything that it opened.
   */
  start(signal: AbortSignal): Promise<{ close(): Promise<void> }>;
}

/** A second signal within this time is the same request: npm forwards a Ctrl-C that the process already has. */
const SAME_REQUEST_MS = 500;

/**
 * The life of a service process: starts it, waits for a reason to stop, closes it once, and ends the process.
 *
 * | what happens | exit code |
 * |---|---|
 * | SIGTERM or SIGINT, also during the start, and an orderly close | 0 |
 * | the start fails, the close fails, or the close takes longer than `graceMs` | 1 |
 * | an uncaught exception or an unhandled rejection: logged as fatal, then an orderly close | 1 |
 * | a second signal: ends at once | 128 + its number |
 */
export async function runUntilStopped({ logger, graceMs, start }: RunOptions): Promise<void> {
  const stopping = new AbortController();
  let exitCode = 0;
  let graceTimer: NodeJS.Timeout | undefined;
  let firstSignalAtMs: number | undefined;

  function stop(): void {
    if (stopping.signal.aborted) return;
    graceTimer = setTimeout(() => {
      logger.error({ graceMs }, 'closing took longer than the grace period, the process ends');
      process.exit(1);
    }, graceMs);
    stopping.abort(new Error('the process is stopping'));
  }

  function exit(): void {
    clearTimeout(graceTimer);
    process.exit(exitCode);
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (firstSignalAtMs === undefined) {
        firstSignalAtMs = performance.now();
        logger.info({ signal }, 'stopping');
        stop();
      } else if (performance.now() - firstSignalAtMs > SAME_REQUEST_MS) {
        logger.warn({ signal }, 'second signal, the process ends at once');
        process.exit(128 + constants.signals[signal]);
      }
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (err: unknown) => {
      logger.fatal({ err, event }, 'uncaught error, stopping');
      exitCode = 1;
      stop();
    });
  }

  let service: { close(): Promise<void> };
  try {
    service = await start(stopping.signal);
  } catch (err) {
    if (stopping.signal.aborted) {
      logger.info({ err }, 'stopped during the start');
    } else {
      logger.fatal({ err }, 'the start failed');
      exitCode = 1;
    }
    return exit();
  }

  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  try {
    await service.close();
    logger.info('stopped');
  } catch (err) {
    logger.error({ err }, 'closing failed');
    exitCode = 1;
  }
  exit();
}

/** Listens to SIGHUP, which asks a service to reload. From then on the signal does not end the process. */
export function onReloadSignal(listener: () => void): void {
  process.on('SIGHUP', listener);
}
