import { existsSync, readdirSync, readFileSync } from 'node:fs';

// Reads other processes from /proc. Where there is no /proc, these functions find none.

/** Process ids of the children of a process, of all of its threads. */
export function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  return readdirSync(tasks).flatMap((task) =>
    procFile(pid, `task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
}

/** Process ids of children, of their children, and so on. */
export function descendantsOf(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Process ids of the engines that the tests' own process started. */
export function ownEngines(): readonly number[] {
  return childrenOf(process.pid).filter(isEngine);
}

export function isEngine(pid: number): boolean {
  return procFile(pid, 'cmdline').includes('engine-host');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @throws Error where there is no id: a signal to process 0 would reach the tests' whole process group. */
export function firstPid([pid]: Iterable<number | undefined>): number {
  if (!pid) throw new Error(`expected a process id, got ${pid}`);
  return pid;
}

/** @returns the file's text; empty when the process is gone */
export function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
