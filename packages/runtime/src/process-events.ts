/** What is used of `node:process`. */
export interface HostProcess {
  on(event: string, listener: (...values: never[]) => void): unknown;
  exit(code: number): void;
}

export type StopSignal = 'SIGTERM' | 'SIGINT';

export interface StopSignalListeners {
  first(signal: StopSignal): void;
  /** @param exitCode what a shell reports of a process that this signal ended: 128 + the signal's number */
  second(signal: StopSignal, exitCode: number): void;
}

/**
 * Listens to the signals that ask a process to stop. A repetition within half a second counts as the same request:
 * npm passes a terminal's Ctrl-C on to a process that has already had it from the terminal.
 */
export function onStopSignal(host: HostProcess, listeners: StopSignalListeners): void {
  const sameRequestMs = 500;
  let firstAtMs: number | undefined;
  for (const [signal, number] of STOP_SIGNALS) {
    host.on(signal, () => {
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

/** Listens to errors that nobody caught; from here on they no longer end the process by themselves. */
export function onCrash(host: HostProcess, listener: (error: unknown, event: string) => void): void {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    host.on(event, (error: unknown) => listener(error, event));
  }
}

/** Listens to SIGHUP, by which services are told to load anew what they serve; it no longer ends the process. */
export function onReloadSignal(host: HostProcess, listener: () => void): void {
  host.on('SIGHUP', listener);
}
