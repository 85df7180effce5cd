import { type ClassNames, SlcError } from '@slc/domain';
import { listed } from '../listed.js';
import type { LeftOutReason } from './labelled-data.js';
import type { Table, TableRow } from './read-table.js';

/** The names that a column may have, in any case; the first that a table has counts, but of the label see `findLabelColumn`. */
const FILE_COLUMNS = ['file', 'image', 'image_id', 'isic_id', 'filename', 'path'];
const LABEL_COLUMNS = ['label', 'dx', 'diagnosis', 'class'];
const GROUP_COLUMNS = ['lesion_id', 'patient_id'];

/** The index of a class, or why a row has none. */
export type LabelReading =
  | { readonly label: number }
  | { readonly label: null; readonly reason: LeftOutReason; readonly message: string };

/** A table that has been read. */
type ReadTable = Pick<Table, 'name' | 'columns'> & { readonly rows: readonly TableRow[] };

/** What statistics programs write where there is no value. */
const NO_VALUE = new Set(['', 'na', 'n/a', 'nan', 'null', 'none']);

/** What a table's rows say, found by the names of the columns. */
export interface TableColumns {
  fileOf(row: TableRow): string;
  labelOf(row: TableRow): LabelReading;
  groupOf(row: TableRow): string | null;
}

/** @throws SlcError `invalid_request` naming the column that is missing, or is there twice */
export function findColumns(
  table: ReadTable,
  { classNames, groupBy }: { readonly classNames: ClassNames; readonly groupBy: string | undefined },
): TableColumns {
  const file = findColumn(table, FILE_COLUMNS);
  if (file === null) throw missingColumn(table, `a column for the image (${FILE_COLUMNS.join(', ')})`);
  const group = findColumn(table, groupBy === undefined ? GROUP_COLUMNS : [groupBy.trim().toLowerCase()]);
  if (group === null && groupBy !== undefined)
    throw missingColumn(table, `the column ${groupBy} of --group-by`);
  return {
    fileOf: (row) => cell(row, file),
    labelOf: labelReader(table, classNames, [file, group]),
    groupOf: (row) => (group === null || isNoValue(cell(row, group)) ? null : cell(row, group)),
  };
}

function labelReader(
  table: ReadTable,
  classNames: ClassNames,
  taken: readonly (number | null)[],
): TableColumns['labelOf'] {
  const label = findLabelColumn(table, classNames);
  if (label !== null) return (row) => readClassName(cell(row, label), classNames);
  const columns = table.columns.map((name, column) => ({ name, column, index: classNames.find(name) }));
  const oneHot = columns.filter(({ column }) => !taken.includes(column));
  if (oneHot.filter(({ index }) => index !== null).length < 2) {
    const ids = listed(classNames.classes.map(({ id }) => id));
    throw missingColumn(
      table,
      `a column for the class (${LABEL_COLUMNS.join(', ')}) or one for each class (${ids})`,
    );
  }
  return (row) => readOneHot(row, oneHot);
}

/** The first that names a class of the model in any row: `label` may hold codes beside a `dx`. Else the first there is. */
function findLabelColumn(table: ReadTable, classNames: ClassNames): number | null {
  const columns = LABEL_COLUMNS.map((name) => findColumn(table, [name])).filter((column) => column !== null);
  const namesClass = (column: number) =>
    table.rows.some((row) => classNames.find(cell(row, column)) !== null);
  return columns.find(namesClass) ?? columns[0] ?? null;
}

function readClassName(text: string, classNames: ClassNames): LabelReading {
  if (text === '') return { label: null, reason: 'no-class', message: 'expected a class, the cell is empty' };
  return classOrOther(classNames.find(text), text);
}

function classOrOther(label: number | null, name: string): LabelReading {
  if (label !== null) return { label };
  return { label: null, reason: 'other-class', message: `its class ${name} is none of the model’s` };
}

interface OneHotColumn {
  readonly name: string;
  readonly column: number;
  /** Of the class that it stands for; null for another column. */
  readonly index: number | null;
}

/** A 1 stands in the column of the row's class, as in the ground truth of the ISIC challenges. */
function readOneHot(row: TableRow, columns: readonly OneHotColumn[]): LabelReading {
  const marked = columns.filter(({ column }) => Number(cell(row, column)) === 1 && cell(row, column) !== '');
  const ofModel = marked.filter(({ index }) => index !== null);
  const [only] = ofModel.length === 0 ? marked : ofModel;
  if (!only)
    return {
      label: null,
      reason: 'no-class',
      message: 'expected a 1 in the column of its class, there is none',
    };
  if (ofModel.length > 1) {
    const names = ofModel.map(({ name }) => name).join(' and ');
    return { label: null, reason: 'no-class', message: `expected one class, got ${names}` };
  }
  return classOrOther(only.index, only.name);
}

function findColumn(
  { name, columns }: Pick<Table, 'name' | 'columns'>,
  names: readonly string[],
): number | null {
  const lower = columns.map((column) => column.toLowerCase());
  const wanted = names.find((candidate) => lower.includes(candidate));
  if (wanted === undefined) return null;
  const column = lower.indexOf(wanted);
  if (lower.lastIndexOf(wanted) !== column) {
    throw new SlcError('invalid_request', `${name}: expected one column ${wanted}, got several`);
  }
  return column;
}

function missingColumn({ name, columns }: Pick<Table, 'name' | 'columns'>, expected: string): SlcError {
  return new SlcError('invalid_request', `${name}: expected ${expected}, it has ${listed(columns)}`);
}

/** Every row has as many cells as the table has columns. */
function cell({ cells }: TableRow, column: number): string {
  return cells[column] ?? '';
}

function isNoValue(text: string): boolean {
  return NO_VALUE.has(text.toLowerCase());
}
