import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessUsage {
  /** User and system time of the process and those it has started, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory of all of them. What they share is counted for each. */
  readonly residentBytes: number;
}

/** Of `sysconf(_SC_CLK_TCK)`: Linux counts in hundredths of a second on every platform that Node supports. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

/** What a process tree uses, read from /proc; undefined where there is none, or the process is gone. */
export function processUsage(pid: number): ProcessUsage | undefined {
  try {
    // Behind the name, which may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const [, text = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?=\S )/);
    const fields = text.split(' ').map(Number);
    const own = {
      cpuMs: ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK_MS,
      residentBytes: (fields[21] ?? 0) * PAGE_BYTES,
    };
    return childrenOf(pid)
      .map(processUsage)
      .reduce<ProcessUsage>(
        (sum, child) => ({
          cpuMs: sum.cpuMs + (child?.cpuMs ?? 0),
          residentBytes: sum.residentBytes + (child?.residentBytes ?? 0),
        }),
        own,
      );
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
