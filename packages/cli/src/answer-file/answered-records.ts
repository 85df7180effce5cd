import { answerColumns, type ModelRef, modelCell, modelRefText, SlcError, tableText } from '@slc/domain';
import { parse } from 'csv-parse/sync';
import type { WrittenAnswer } from './held-answer.js';

/** What one record of a file of answers says. */
export interface AnsweredRecord {
  /** The image's name as the format writes it: see `nameOf`. */
  readonly name: string;
  /** Null where the image has an answer. */
  readonly error: { readonly code: string; readonly message: string } | null;
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
  /**
   * @param text a record with an answer
   * @param classIds in the order of the file's head
   */
  readAnswer(text: string, classIds: readonly string[]): WrittenAnswer;
}

export type ResumableFormat = 'json' | 'csv';

const [FIRST_COLUMNS = ''] = answerColumns(['']).join().split('p_');

export const RECORD_FORMATS: Readonly<Record<ResumableFormat, RecordFormat>> = {
  json: {
    ...{ withQuotes: false, hasHead: false, beginning: '{"file":"' },
    ...{ nameOf: (file) => file, modelOf: modelWithGuesses, read: readJson, readAnswer: readJsonAnswer },
  },
  csv: {
    ...{ withQuotes: true, hasHead: true, beginning: FIRST_COLUMNS },
    ...{ nameOf: tableText, modelOf: modelCell, read: readCells, readAnswer: readAnswerCells },
  },
};

/** A model of which something else was guessed gives other answers. */
function modelWithGuesses(model: ModelRef): string {
  const { guessed } = model;
  return guessed ? `${modelRefText(model)}, guessed: ${guessed.join(', ')}` : modelRefText(model);
}

function readJson(text: string): AnsweredRecord {
  const { file, error, model } = JSON.parse(text);
  if (typeof file !== 'string' || (typeof error?.code !== 'string' && typeof model?.sha256 !== 'string')) {
    throw new SlcError('invalid_request', 'expected a file with an answer or an error');
  }
  return { name: file, error: error ?? null, model: model ? modelWithGuesses(model) : null };
}

/** Under `answerColumns`: the file comes first, and the model and the error last. */
function readCells(text: string): AnsweredRecord {
  const cells = cellsOf(text);
  const [name = '', ...others] = cells;
  const [model, error] = others.slice(-2);
  if (!error) return { name, error: null, model: model ?? null };
  const [code = ''] = error.split(':', 1);
  return { name, error: { code, message: error.slice(code.length + 2) }, model: null };
}

function readJsonAnswer(text: string): WrittenAnswer {
  const { predictions, assessment, engine } = JSON.parse(text);
  if (!Array.isArray(predictions) || typeof assessment !== 'object' || assessment === null) {
    throw new SlcError('invalid_request', 'expected an answer with predictions and an assessment');
  }
  const { verdict, predictionSet, outlier } = assessment;
  return {
    verdict,
    predictions,
    set: predictionSet?.classes.join(' ') ?? '',
    coverage: predictionSet?.coverage,
    outlierScore: outlier?.score ?? null,
    unusableFrom: outlier?.unusableFrom,
    engine,
    time: null,
  };
}

function readAnswerCells(text: string, classIds: readonly string[]): WrittenAnswer {
  const cells = cellsOf(text);
  const columns = answerColumns(classIds);
  if (cells.length !== columns.length) {
    throw new SlcError('invalid_request', `expected ${columns.length} cells, got ${cells.length}`);
  }
  const row = new Map(columns.map((column, i) => [column, cells[i] ?? '']));
  const cell = (column: string) => row.get(column) ?? '';
  const number = (column: string) => (cell(column) === '' ? null : Number(cell(column)));
  const time = new Date(cell('time'));
  const predictions = classIds.map((id) => ({
    class: id,
    probability: number(`p_${id}`) ?? Number.NaN,
    logit: number(`z_${id}`) ?? Number.NaN,
  }));
  return {
    ...{ verdict: cell('verdict'), predictions, set: cell('set'), outlierScore: number('outlier') },
    ...{ engine: null, time: Number.isNaN(time.getTime()) ? null : time },
  };
}

function cellsOf(text: string): readonly string[] {
  const [cells = []]: string[][] = parse(text);
  return cells;
}
