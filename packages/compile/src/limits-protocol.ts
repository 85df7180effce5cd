/** Which limit a process passed. */
export type LimitsPassed = 'memory' | 'trial-time' | 'total-time';

/** What the thread that watches a process is started with. */
export interface LimitsOrder {
  /** At 0 the limit of memory in KiB; at 1 a count that is odd while a piece of work runs. */
  readonly shared: Int32Array;
  /** Of processor time for one piece of work. */
  readonly trialMs: number;
  /** Of processor time for everything that the process does. */
  readonly totalMs: number;
}

/** The last line of standard error of a process that passed a limit. */
export function limitLine(passed: LimitsPassed): string {
  return `\nslc-limit:${passed}\n`;
}

/** What the last words of a process that was ended by its own watch say; null for any other end. */
export function limitPassed(lastWords: string): LimitsPassed | null {
  const all: readonly LimitsPassed[] = ['memory', 'trial-time', 'total-time'];
  return all.find((passed) => lastWords.endsWith(limitLine(passed))) ?? null;
}
