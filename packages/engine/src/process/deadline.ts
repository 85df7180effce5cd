/**
 * Calls back when the time is over, unless it is cleared before.
 *
 * After a stall of this process the timer fires before messages that arrived long ago are read. Two more rounds of the event
 * loop let those be read first.
 */
export function startDeadline(timeoutMs: number, onPassed: () => void): { clear(): void } {
  let verdict: NodeJS.Immediate | undefined;
  const timeout = setTimeout(() => {
    verdict = setImmediate(() => {
      verdict = setImmediate(onPassed);
    });
  }, timeoutMs);
  return {
    clear() {
      clearTimeout(timeout);
      clearImmediate(verdict);
    },
  };
}
