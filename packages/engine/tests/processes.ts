import { existsSync, readdirSync, readFileSync } from 'node:fs';

// What tests see of other processes. Where there is no /proc they see none.

/** Process ids of those that a process has started, by whichever of its threads. */
export function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  return readdirSync(tasks).flatMap((task) =>
    procFile(pid, `task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
}

/** Its children, and theirs. */
export function descendantsOf(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Engines of the process that the tests run in. */
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

/** @throws Error where there is none: a signal to the process 0 would reach all of the tests' own process group. */
export function firstPid([pid]: Iterable<number | undefined>): number {
  if (!pid) throw new Error(`expected a process id, got ${pid}`);
  return pid;
}

/** Empty when the process is gone, or going. */
export function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
