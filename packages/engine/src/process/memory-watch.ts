import { readFileSync } from 'node:fs';

/** Single images and pairs are over before, and cost nothing. In so long a process writes some hundred megabytes. */
const INTERVAL_MS = 150;

/**
 * Calls back once a process holds more memory than it may, unless the watch is cleared before. It looks from outside: native code
 * blocks the process itself. Where the system has no `/proc`, nothing is watched.
 *
 * @param pid undefined for a process that could not be started
 * @param onPassed is given what it holds
 */
export function startMemoryWatch(
  pid: number | undefined,
  mostBytes: number,
  onPassed: (heldBytes: number) => void,
): { clear(): void } {
  if (pid === undefined || !Number.isFinite(mostBytes)) return { clear() {} };
  const timer = setInterval(() => {
    const heldBytes = residentBytesOf(pid);
    if (heldBytes !== null && heldBytes <= mostBytes) return;
    clearInterval(timer);
    if (heldBytes !== null) onPassed(heldBytes);
  }, INTERVAL_MS);
  return { clear: () => clearInterval(timer) };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html. @returns null where there is no such process, or no such file */
export function residentBytesOf(pid: number): number | null {
  try {
    const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
