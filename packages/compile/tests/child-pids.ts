import { execFileSync } from 'node:child_process';

/** Processes that this one forked. @param file name of their main file */
export function childPids(file: string): readonly number[] {
  const list = execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], { encoding: 'utf8' });
  return list
    .split('\n')
    .filter((line) => line.includes(file))
    .map((line) => Number.parseInt(line, 10));
}
