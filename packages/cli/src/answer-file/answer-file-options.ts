import { extname } from 'node:path';
import { SlcError } from '@slc/domain/light';
import { type Command, Option } from 'commander';
import type { ResumableFormat } from './answered-records.js';
import { readShare, type Share } from './share.js';

/** A file that a run can go on with, and which images it is about. */
export interface AnswerFileOptions {
  readonly output?: string;
  readonly resume?: boolean;
  readonly shard?: Share;
}

/** What else the options mean for the command. */
export interface AnswerFileWords {
  readonly output: string;
  readonly resume: string;
  readonly shard: string;
}

export function addAnswerFileOptions(command: Command, { output, resume, shard }: AnswerFileWords): Command {
  return command
    .option('--output <file>', `write each answer there as it comes, ${output}`)
    .option('--resume', `with --output: go on with what the file does not answer yet${resume}`)
    .addOption(
      new Option('--shard <I/N>', `take the I-th of N disjoint shares of the images alone${shard}`).argParser(
        readShare,
      ),
    );
}

/** @throws SlcError `invalid_request` for `--resume` alone */
export function refuseResumeAlone({ output, resume }: AnswerFileOptions): void {
  if (!resume || output !== undefined) return;
  throw new SlcError('invalid_request', '--resume: expected --output beside it, got none');
}

/** By the file's ending. */
export function formatOf(output: string): ResumableFormat {
  return extname(output).toLowerCase() === '.csv' ? 'csv' : 'json';
}
