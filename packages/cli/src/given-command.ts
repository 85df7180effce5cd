import type { Locale, Precision } from '@slc/domain';
import type { AnswerFileOptions } from './answer-file/answer-file-options.js';
import { type BareFileOptions, bareFileArguments } from './bare-file-options.js';
import { type ServerOption, serverText } from './server/server-option.js';
import { sharedPath, shellCommand } from './shell-command.js';

export const DEFAULT_COVERAGE = 0.9;
export const DEFAULT_MAX_LOSS = 0.003;

/** The options of the commands that measure and fit on labelled images, as they were given. */
export interface GivenOptions extends BareFileOptions, ServerOption, AnswerFileOptions {
  readonly model?: string;
  readonly compare?: string;
  readonly data: string;
  readonly images?: string;
  readonly groupBy?: string;
  readonly not?: string;
  readonly coverage?: number;
  readonly maxLoss?: number;
  readonly name?: string;
  readonly engine: string;
  readonly precision?: Precision;
  readonly prevalence?: number;
  readonly predictions?: string;
  readonly out?: string;
  readonly report?: string;
  readonly language?: Locale;
  readonly thumbnails?: boolean;
}

type CommandName = 'slc evaluate' | 'slc calibrate' | 'slc quantize';

/**
 * The command as a report has it, for others to repeat. Of an absolute path it has the name alone, since folders would
 * show a machine: it does the same in a folder that holds those files. What is so by default is left out.
 */
export function givenCommand(name: CommandName, options: GivenOptions): string {
  const path = (given: string | undefined) => given && sharedPath(given);
  const number = (given: number | undefined) => (given === undefined ? undefined : String(given));
  const { coverage, maxLoss, engine, precision } = options;
  const command = shellCommand(name, [
    ['--model', path(options.model)],
    ['--server', serverText(options)],
    ...bareFileArguments(options),
    ['--compare', path(options.compare)],
    ['--data', path(options.data)],
    ['--images', path(options.images)],
    ['--group-by', options.groupBy],
    ['--not', path(options.not)],
    ['--coverage', coverage === DEFAULT_COVERAGE ? undefined : number(coverage)],
    ['--max-loss', maxLoss === DEFAULT_MAX_LOSS ? undefined : number(maxLoss)],
    ['--name', options.name],
    ['--engine', engine === 'auto' ? undefined : engine],
    ['--precision', precision === 'float32' ? undefined : precision],
    ['--prevalence', number(options.prevalence)],
    ['--predictions', path(options.predictions)],
    ['--output', path(options.output)],
    ['--shard', options.shard && `${options.shard.number}/${options.shard.of}`],
    ['--out', path(options.out)],
    ['--report', path(options.report)],
    ['--language', options.language],
  ]);
  const flags = [...(options.resume ? ['--resume'] : []), ...(options.thumbnails ? ['--thumbnails'] : [])];
  return [command, ...flags].join(' ');
}

/** The command as a manifest has it. What it wrote is not part of it, so that it is the same wherever that is. */
export function recordedCommand(name: CommandName, options: GivenOptions): string {
  const { out: _, report: __, language: ___, ...fitting } = options;
  return givenCommand(name, fitting);
}
