export type StopSignal = 'SIGTERM' | 'SIGINT';

export interface StopSignalListeners {
  first(signal: StopSignal): void;
  /** @param exitCode 128 + the signal's number, as a shell reports a process that the signal ended */
  second(signal: StopSignal, exitCode: number): void;
}

/**
 * Listens to the signals that ask a process to stop. A second one within half a second counts as the same request:
 * npm forwards a Ctrl-C to a process that has already received it from the terminal.
 */
export function onStopSignal(listeners: StopSignalListeners): void {
  const sameRequestMs = 500;
  let firstAtMs: number | undefined;
  for (const [signal, number] of STOP_SIGNALS) {
    process.on(signal, () => {
      if (firstAtMs === undefined) {
        firstAtMs = performance.now();
        listeners.first(signal);
      } else if (performance.now() - firstAtMs > sameRequestMs) {
        listeners.second(signal, 128 + number);
      }
    });
  }
}

const STOP_SIGNALS = [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const;

/** Listens to uncaught errors. From then on they do not end the process by themselves. */
export function onCrash(listener: (error: unknown, event: string) => void): void {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error: unknown) => listener(error, event));
  }
}

/** Listens to SIGHUP, which asks a service to reload. From then on the signal does not end the process. */
export function onReloadSignal(listener: () => void): void {
  process.on('SIGHUP', listener);
}
