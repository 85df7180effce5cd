import { type LesionClass, NOTICE, SlcError } from '@slc/domain';
import { type Outcome, type RecordWriter, recordWriter } from '../answer-file/record-writers.js';
import type { Screen } from '../terminal.js';
import { answerLines } from './answer-lines.js';
import { answerText } from './answer-text.js';
import type { Format } from './output-options.js';

/** Writes answers one after the other, and keeps none of them. */
export interface AnswerWriter extends RecordWriter {
  /** After the last image. */
  tail(): string;
}

export interface WriterOptions {
  readonly labels: readonly LesionClass[];
  /** Names of the images that will come. */
  readonly files: readonly string[];
  /** Where a person reads the answers as they come. */
  readonly screen?: Screen | undefined;
}

export function createAnswerWriter(format: Format, options: WriterOptions): AnswerWriter {
  return format === 'text'
    ? textWriter(options)
    : { ...recordWriter(format, options.labels), tail: () => '' };
}

/**
 * On a screen a line for each image, and of a lone one all that is known; elsewhere all that is known of each. The notice comes
 * last, once.
 */
function textWriter({ labels, files, screen }: WriterOptions): AnswerWriter {
  let hasAnswers = false;
  const line = screen && answerLines({ files, labels, screen });
  const details = (file: string, outcome: Outcome) => `${answerText(file, outcome, labels)}\n`;
  const below = (file: string, outcome: Outcome) => details(file, outcome).replace(/^.*\n/, '');
  return {
    head: '',
    entry(file, outcome) {
      hasAnswers ||= !(outcome instanceof SlcError);
      if (!line) return details(file, outcome);
      const isLone = files.length === 1 && !(outcome instanceof SlcError);
      return isLone ? `${line(file, outcome)}${below(file, outcome)}` : line(file, outcome);
    },
    tail: () => (hasAnswers ? `${NOTICE}\n` : ''),
  };
}
