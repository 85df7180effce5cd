import { answerColumns, type ModelRef, modelCell, modelRefText, SlcError, tableText } from '@slc/domain';
import { parse } from 'csv-parse/sync';

/** What one record of a file of answers says. */
export interface AnsweredRecord {
  /** The image's name as the format writes it: see `nameOf`. */
  readonly name: string;
  /** Null where the image has an answer. */
  readonly errorCode: string | null;
  /** The model that answered, as the format names it; null for an error. */
  readonly model: string | null;
}

/** A format whose files can be gone on with. */
export interface RecordFormat {
  /** Whether line breaks inside quotes end no record. */
  readonly withQuotes: boolean;
  /** Whether the first record says what the others hold. */
  readonly hasHead: boolean;
  /** What every file begins with. */
  readonly beginning: string;
  nameOf(file: string): string;
  modelOf(model: ModelRef): string;
  /** @throws Error for a record that is none */
  read(text: string): AnsweredRecord;
}

export type ResumableFormat = 'json' | 'csv';

const [FIRST_COLUMNS = ''] = answerColumns(['']).join().split('p_');

export const RECORD_FORMATS: Readonly<Record<ResumableFormat, RecordFormat>> = {
  json: {
    ...{ withQuotes: false, hasHead: false, beginning: '{"file":"' },
    ...{ nameOf: (file) => file, modelOf: modelRefText, read: readJson },
  },
  csv: {
    ...{ withQuotes: true, hasHead: true, beginning: FIRST_COLUMNS },
    ...{ nameOf: tableText, modelOf: modelCell, read: readCells },
  },
};

function readJson(text: string): AnsweredRecord {
  const { file, error, model } = JSON.parse(text);
  if (typeof file !== 'string' || (typeof error?.code !== 'string' && typeof model?.sha256 !== 'string')) {
    throw new SlcError('invalid_request', 'expected a file with an answer or an error');
  }
  return { name: file, errorCode: error?.code ?? null, model: model ? modelRefText(model) : null };
}

/** Under `answerColumns`: the file comes first, and the model and the error last. */
function readCells(text: string): AnsweredRecord {
  const [cells = []]: string[][] = parse(text);
  const [name = '', ...others] = cells;
  const [model, error] = others.slice(-2);
  const errorCode = error ? error.replace(/:.*$/s, '') : null;
  return { name, errorCode, model: errorCode === null ? (model ?? null) : null };
}
