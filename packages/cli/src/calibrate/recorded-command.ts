import { bareFileArguments } from '../bare-file-options.js';
import { sharedPath, shellCommand } from '../shell-command.js';
import type { CalibrateOptions } from './calibrate-and-write.js';

export const DEFAULT_COVERAGE = 0.9;

/** The command as a manifest has it. Where it was written to is not part of it, so that it is the same wherever that is. */
export function recordedCommand(options: CalibrateOptions): string {
  const { model, data, images, groupBy, not, coverage, name, engine } = options;
  return shellCommand('slc calibrate', [
    ['--model', sharedPath(model)],
    ...bareFileArguments(options),
    ['--data', sharedPath(data)],
    ['--images', images && sharedPath(images)],
    ['--group-by', groupBy],
    ['--not', not && sharedPath(not)],
    ['--coverage', coverage === DEFAULT_COVERAGE ? undefined : String(coverage)],
    ['--name', name],
    ['--engine', engine === 'auto' ? undefined : engine],
  ]);
}
