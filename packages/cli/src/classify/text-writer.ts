import { NOTICE, SlcError } from '@slc/domain';
import type { Outcome } from '../answer-file/record-writers.js';
import { answerLines } from './answer-lines.js';
import { answerText } from './answer-text.js';
import type { AnswerWriter, WriterOptions } from './answer-writers.js';

/**
 * On a screen a line for each image, and of a lone one all that is known; elsewhere all that is known of each. The notice comes
 * last, once.
 */
export function textWriter({ labels, files, screen }: WriterOptions): AnswerWriter {
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
