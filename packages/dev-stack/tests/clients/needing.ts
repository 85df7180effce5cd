import { it } from 'vitest';
import { isThere } from './run-client.js';

/** Declares tests that are skipped, with a notice, where this command does not end well. */
export function needing(what: string, command: string, ...args: readonly string[]) {
  const has = isThere(command, ...args);
  return (name: string, test: () => Promise<void>, timeoutMs?: number): void => {
    if (has) it(name, test, timeoutMs);
    else it.skip(`${name} (skipped: no ${what} was found)`, test);
  };
}
