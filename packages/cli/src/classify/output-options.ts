import { SlcError } from '@slc/domain/light';
import { type Command, Option } from 'commander';
import {
  type AnswerFileOptions,
  addAnswerFileOptions,
  formatOf,
  refuseResumeAlone,
} from '../answer-file/answer-file-options.js';

export const FORMATS = ['text', 'json', 'csv'] as const;

export type Format = (typeof FORMATS)[number];

/** Where answers go, and to which images. */
export interface OutputOptions extends AnswerFileOptions {
  readonly json?: boolean;
  readonly format?: Format;
}

export function addOutputOptions(command: Command): Command {
  return addAnswerFileOptions(
    command
      .addOption(
        new Option(
          '--format <format>',
          'text for a person, one JSON object a line, or a CSV table (default: text; JSON lines or a .csv with --output)',
        ).choices(FORMATS),
      )
      .addOption(new Option('--json', 'the same as --format json').conflicts('format')),
    { output: 'in place of standard output', resume: '', shard: '' },
  );
}

/** @throws SlcError `invalid_request` for options that contradict each other */
export function outputFormat(options: OutputOptions): Format {
  refuseResumeAlone(options);
  const { json, format, output } = options;
  if (json) return 'json';
  if (output === undefined) return format ?? 'text';
  if (format === 'text') {
    throw new SlcError(
      'invalid_request',
      '--output: expected --format json or csv, which can be gone on with',
    );
  }
  return format ?? formatOf(output);
}
