import { basename, isAbsolute } from 'node:path';
import type { CalibrateOptions } from './calibrate-and-write.js';

export const DEFAULT_COVERAGE = 0.9;

/**
 * The command as a manifest has it. Where it was written to is not part of it, so that it is the same wherever that is; and of an
 * absolute path only the name, since a manifest goes to other people and their machines.
 */
export function recordedCommand(options: CalibrateOptions): string {
  const { model, data, images, groupBy, not, coverage, name, engine } = options;
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['--model', pathOf(model)],
    ['--data', pathOf(data)],
    ['--images', images && pathOf(images)],
    ['--group-by', groupBy],
    ['--not', not && pathOf(not)],
    ['--coverage', coverage === DEFAULT_COVERAGE ? undefined : String(coverage)],
    ['--name', name],
    ['--engine', engine === 'auto' ? undefined : engine],
  ];
  const given = parts.flatMap(([option, value]) => (value === undefined ? [] : [option, quoted(value)]));
  return ['slc calibrate', ...given].join(' ');
}

function pathOf(path: string): string {
  return isAbsolute(path) ? basename(path) : path;
}

/** For a shell. */
function quoted(value: string): string {
  return /^[\w./:=@,+-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
