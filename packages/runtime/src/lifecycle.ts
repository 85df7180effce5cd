import type { Logger } from './logger.js';
import { type HostProcess, onCrash, onStopSignal } from './process-events.js';

export interface RunOptions {
  readonly logger: Logger;
  /** How long closing may take before the process is ended with code 1, in milliseconds. */
  readonly graceMs: number;
  /**
   * Starts the service. Its signal aborts when the process shall stop before the start has finished; a start that
   * rejects has closed whatever it opened.
   */
  start(signal: AbortSignal): Promise<{ close(): Promise<void> }>;
  /** The process whose signals are obeyed; this one unless given. */
  readonly process?: HostProcess;
}

/**
 * The life of a service process: starts it, waits for a reason to stop, closes it once, and ends the process.
 *
 * | what happens | exit code |
 * |---|---|
 * | SIGTERM or SIGINT, also during the start, and an orderly close | 0 |
 * | the start fails, the close fails, or the close outlives `graceMs` | 1 |
 * | an uncaught exception or an unhandled rejection: logged as fatal, then closed in grace | 1 |
 * | a second signal: ends at once | 128 + its number |
 */
export async function runUntilStopped(options: RunOptions): Promise<void> {
  const { logger, graceMs, start, process: host = process } = options;
  const stopping = new AbortController();
  let exitCode = 0;
  let graceTimer: NodeJS.Timeout | undefined;

  function stop(): void {
    if (stopping.signal.aborted) return;
    graceTimer = setTimeout(() => {
      logger.error({ graceMs }, 'closing outlived its grace period, the process is ended');
      host.exit(1);
    }, graceMs);
    stopping.abort(new Error('the process is stopping'));
  }

  function exit(): void {
    clearTimeout(graceTimer);
    host.exit(exitCode);
  }

  onStopSignal(host, {
    first(signal) {
      logger.info({ signal }, 'stopping');
      stop();
    },
    second(signal, code) {
      logger.warn({ signal }, 'second signal, the process is ended at once');
      host.exit(code);
    },
  });
  onCrash(host, (err, event) => {
    logger.fatal({ err, event }, 'a fault was caught by nobody, stopping');
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
