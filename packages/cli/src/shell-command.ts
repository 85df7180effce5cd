import { basename, isAbsolute } from 'node:path';

/** A command as a shell takes it. Options without a value are left out. */
export function shellCommand(
  name: string,
  options: readonly (readonly [option: string, value: string | undefined])[],
): string {
  const given = options.flatMap(([option, value]) => (value === undefined ? [] : [option, quoted(value)]));
  return [name, ...given].join(' ');
}

/** Of an absolute path only the name: what says the command goes to other people and their machines. */
export function sharedPath(path: string): string {
  return isAbsolute(path) ? basename(path) : path;
}

function quoted(value: string): string {
  return /^[\w./:=@,+-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
