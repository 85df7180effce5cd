import type { Logger } from './logger.js';
import { onCrash, onStopSignal } from './process-events.js';

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
export async function runUntilStopped(options: RunOptions): Promise<void> {
  const { logger, graceMs, start } = options;
  const stopping = new AbortController();
  let exitCode = 0;
  let graceTimer: NodeJS.Timeout | undefined;

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

  onStopSignal({
    first(signal) {
      logger.info({ signal }, 'stopping');
      stop();
    },
    second(signal, code) {
      logger.warn({ signal }, 'second signal, the process ends at once');
      process.exit(code);
    },
  });
  onCrash((err, event) => {
    logger.fatal({ err, event }, 'uncaught error, stopping');
    exitCode = 1;
    stop();
  });

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

  await aborted(stopping.signal);
  try {
    await service.close();
    logger.info('stopped');
  } catch (err) {
    logger.error({ err }, 'closing failed');
    exitCode = 1;
  }
  exit();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
