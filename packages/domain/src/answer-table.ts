import type { Assessment } from './assessment.js';
import type { Classification, ModelRef } from './classification.js';

/** Why an image has no answer: an `SlcError`, or what a client of the API says of an image that the API never judged. */
export interface Unanswered {
  readonly code: string;
  readonly message: string;
}

/** What a table has of an answer. */
export interface TabledAnswer
  extends Pick<Classification, 'topClass' | 'predictions' | 'malignantProbability' | 'model'> {
  readonly assessment: Pick<Assessment, 'verdict' | 'predictionSet' | 'outlier'>;
}

export interface AnswerRow {
  /** In the order of the columns that were asked for: the file, and more where the table has more. */
  readonly image: readonly string[];
  readonly outcome: TabledAnswer | Unanswered;
  /** When it was answered; null where that is not known. */
  readonly time: Date | null;
}

/**
 * The columns of a table of answers: `p_` is a class's probability, `z_` its logit, `set` the plausible classes.
 *
 * @param imageColumns those before the answer's own
 */
export function answerColumns(
  classIds: readonly string[],
  imageColumns: readonly string[] = ['file'],
): readonly string[] {
  return [
    ...imageColumns,
    ...['verdict', 'top_class', 'malignant', 'set', 'outlier'],
    ...classIds.map((id) => `p_${id}`),
    ...classIds.map((id) => `z_${id}`),
    ...['time', 'model', 'error'],
  ];
}

type Cells = readonly (string | number)[];

/** A row under `answerColumns`. What is not known is empty, and so is all but the error where there is no answer. */
export function answerCells(row: AnswerRow, classIds: readonly string[]): Cells {
  return plainCells(row, classIds).map((cell) => (typeof cell === 'string' ? tableText(cell) : cell));
}

/**
 * A text as a cell has it. Names come from outside: one that a spreadsheet would take for a formula gets a mark that makes it
 * text, as on the page.
 */
export function tableText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function plainCells({ image, outcome, time }: AnswerRow, classIds: readonly string[]): Cells {
  if (!('predictions' in outcome)) {
    const unknown = new Array<string>(7 + 2 * classIds.length).fill('');
    return [...image, ...unknown, `${outcome.code}: ${outcome.message}`];
  }
  const { topClass, malignantProbability = '', assessment, model } = outcome;
  const { verdict, predictionSet, outlier } = assessment;
  const byClass = new Map(outcome.predictions.map((prediction) => [prediction.class, prediction]));
  const predictions = classIds.map((id) => byClass.get(id));
  return [
    ...image,
    ...[verdict, topClass, malignantProbability],
    ...[predictionSet?.classes.join(' ') ?? '', outlier?.score ?? ''],
    ...predictions.map((prediction) => prediction?.probability ?? ''),
    ...predictions.map((prediction) => prediction?.logit ?? ''),
    ...[time?.toISOString() ?? '', modelCell(model), ''],
  ];
}

/** Names the model, its precision unless that is float32, and what was guessed of it. */
export function modelCell({ id, revision, precision, guessed }: ModelRef): string {
  const notes = [
    ...(precision === 'float32' ? [] : [` ${precision}`]),
    ...(guessed ? [` (guessed: ${guessed.join(', ')})`] : []),
  ];
  return `${id} ${revision}${notes.join('')}`;
}
