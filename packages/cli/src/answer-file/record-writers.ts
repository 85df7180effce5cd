import { answerCells, answerColumns, type Classification, type LesionClass, SlcError } from '@slc/domain';
import { stringify } from 'csv-stringify/sync';
import type { ResumableFormat } from './answered-records.js';

/** An image's answer, or why there is none. */
export type Outcome = Classification | SlcError;

/** Writes answers as records that can be read again. */
export interface RecordWriter {
  /** Before the first record. */
  readonly head: string;
  /** Whole lines. */
  entry(file: string, outcome: Outcome): string;
}

export function recordWriter(format: ResumableFormat, labels: readonly LesionClass[]): RecordWriter {
  if (format === 'json') return { head: '', entry: (file, outcome) => `${asJson(file, outcome)}\n` };
  const ids = labels.map(({ id }) => id);
  return {
    head: stringify([[...answerColumns(ids)]]),
    entry: (file, outcome) =>
      stringify([[...answerCells({ image: [file], outcome, time: new Date() }, ids)]]),
  };
}

function asJson(file: string, outcome: Outcome): string {
  if (outcome instanceof SlcError) {
    return JSON.stringify({ file, error: { code: outcome.code, message: outcome.message } });
  }
  return JSON.stringify({ file, ...outcome });
}
