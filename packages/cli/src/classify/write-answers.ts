import { SlcError } from '@slc/domain';
import type { Outcome } from '../answer-file/record-writers.js';
import type { ImageProgress } from '../answering/image-progress.js';
import type { AnswerWriter } from './answer-writers.js';

export interface AnsweredImage {
  readonly file: string;
  readonly outcome: Outcome;
}

export interface WriteAnswersOptions {
  readonly writer: AnswerWriter;
  /** Takes whole lines. */
  readonly write: (text: string) => void | Promise<void>;
  /** Null where a lone image needs none. */
  readonly progress: ImageProgress | null;
}

/**
 * Writes each answer as it comes.
 *
 * @returns how many images have none
 */
export async function writeAnswers(
  answers: AsyncIterable<AnsweredImage>,
  { writer, write, progress }: WriteAnswersOptions,
): Promise<number> {
  let failed = 0;
  try {
    await write(writer.head);
    for await (const { file, outcome } of answers) {
      if (outcome instanceof SlcError) failed++;
      progress?.hide();
      await write(writer.entry(file, outcome));
      progress?.countOne();
    }
    progress?.hide();
    await write(writer.tail());
    return failed;
  } finally {
    progress?.end();
  }
}
