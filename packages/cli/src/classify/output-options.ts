import { resolve } from 'node:path';
import { SlcError } from '@slc/domain';
import { type Command, Option } from 'commander';
import type { AnswerFile } from '../answer-file/answer-file.js';
import {
  type AnswerFileOptions,
  addAnswerFileOptions,
  formatOf,
  refuseResumeAlone,
  withAnswerFile,
} from '../answer-file/answer-file-options.js';
import type { Terminal } from '../terminal.js';
import { FORMATS, type Format } from './answer-writers.js';
import type { ListedImage } from './list-images.js';

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

/**
 * Does something with the file that answers go to; with null where they go to standard output.
 *
 * @throws SlcError as `outputFormat` and `withAnswerFile`; what `work` throws
 */
export async function withOutputFile(
  { images, options }: { readonly images: readonly ListedImage[]; readonly options: OutputOptions },
  terminal: Terminal,
  work: (file: AnswerFile | null) => Promise<void>,
): Promise<void> {
  const format = outputFormat(options);
  const { output, resume } = options;
  if (output === undefined || format === 'text') return await work(null);
  const path = resolve(terminal.directory, output);
  const taken = images.some((image) => image.path === path) ? [{ what: 'an image', path }] : [];
  await withAnswerFile({ output, format, resume, taken }, terminal, work);
}
