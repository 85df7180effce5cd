import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { SlcError } from '@slc/domain';
import { type Command, Option } from 'commander';
import { expectOutputs } from '../expect-outputs.js';
import type { Terminal } from '../terminal.js';
import { AnswerFile } from './answer-file.js';
import { FORMATS, type Format } from './answer-writers.js';
import type { ListedImage } from './list-images.js';
import { OutputLock } from './output-lock.js';
import { readShare, type Share } from './share.js';

/** Where answers go, and to which images. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly format?: Format;
  readonly output?: string;
  readonly resume?: boolean;
  readonly shard?: Share;
}

export function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        'text for a person, one JSON object a line, or a CSV table (default: text; JSON lines or a .csv with --output)',
      ).choices(FORMATS),
    )
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'))
    .option('--output <file>', 'write each answer there as it comes, in place of standard output')
    .option('--resume', 'with --output: leave out the images that the file answers already, and go on')
    .addOption(
      new Option('--shard <I/N>', 'take the I-th of N disjoint shares of the images alone').argParser(
        readShare,
      ),
    );
}

/** @throws SlcError `invalid_request` for options that contradict each other */
export function outputFormat({ json, format, output, resume }: OutputOptions): Format {
  if (resume && output === undefined) {
    throw new SlcError('invalid_request', '--resume: expected --output beside it, got none');
  }
  if (json) return 'json';
  if (output === undefined) return format ?? 'text';
  if (format === 'text') {
    throw new SlcError(
      'invalid_request',
      '--output: expected --format json or csv, which can be gone on with',
    );
  }
  return format ?? (extname(output).toLowerCase() === '.csv' ? 'csv' : 'json');
}

/**
 * Does something with the file that answers go to, which is this run's alone until that ends; with null where they go to standard
 * output.
 *
 * @throws SlcError `invalid_request` where the file cannot be written, or is an image or no file of answers; `overloaded` where
 * another run writes it; what `work` throws
 */
export async function withOutputFile(
  { images, options }: { readonly images: readonly ListedImage[]; readonly options: OutputOptions },
  terminal: Terminal,
  work: (file: AnswerFile | null) => Promise<void>,
): Promise<void> {
  const format = outputFormat(options);
  if (options.output === undefined || format === 'text') return await work(null);
  const path = resolve(terminal.directory, options.output);
  const same = images.find((image) => image.path === path);
  await expectOutputs({
    outputs: [{ option: '--output', path }],
    taken: same ? [{ what: 'an image', path }] : [],
  });
  const there = await stat(path).catch(() => null);
  // Devices and pipes are nobody's.
  const lock = there && !there.isFile() ? null : await OutputLock.take(path);
  let file: AnswerFile | null = null;
  try {
    file = await AnswerFile.read(path, { format, resume: options.resume === true });
    await work(file);
  } finally {
    await file?.close();
    await lock?.release();
  }
}
