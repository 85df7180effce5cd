import type { Cell } from './cells.js';
import type { ClassWords, Words } from './class-words.js';
import type { MessageKey } from './locales/en.js';
import type { ReportContext } from './report-context.js';

/** Which interval a column's figures have; the methods say how each is made. */
export type IntervalNote = 'wilson' | 'bootstrap';

export interface TableView {
  readonly id: string;
  /** `Table 3` */
  readonly label: string;
  readonly caption: string;
  /** Intervals stand below their figures, since beside them there is no room. */
  readonly isStacked: boolean;
  readonly columns: readonly {
    readonly text: string;
    readonly isNumber: boolean;
    readonly note: NoteView | null;
  }[];
  readonly rows: readonly {
    readonly head: RowHead;
    readonly cells: readonly (Cell & { readonly isNumber: boolean })[];
  }[];
}

/** A class has a code and a kind beside its name. */
export type RowHead = Words & Partial<Pick<ClassWords, 'code' | 'kind' | 'malignancy'>>;

interface NoteView {
  readonly mark: string;
  readonly href: string;
}

export interface TableParts<Row> {
  readonly id: string;
  readonly caption: string;
  readonly rows: readonly Row[];
  /** Of the first column, which names the row. */
  readonly headText: string;
  readonly head: (row: Row) => RowHead;
  readonly columns: readonly TableColumn<Row>[];
}

export interface TableColumn<Row> {
  readonly text: string;
  readonly cell: (row: Row) => Cell;
  readonly note?: IntervalNote;
  /** Words are aligned at their start, numbers at their end. */
  readonly isText?: boolean;
}

/** Columns of a table that has room for intervals beside figures, on paper as on a wide screen. */
const MOST_BESIDE = 3;

export function tableView<Row>(context: ReportContext, parts: TableParts<Row>): TableView {
  const { id, caption, rows, headText, head, columns } = parts;
  return {
    id,
    label: context.nextLabel('table'),
    caption,
    isStacked: columns.length > MOST_BESIDE,
    columns: [
      { text: headText, isNumber: false, note: null },
      ...columns.map(({ text, note, isText }) => ({
        text,
        isNumber: !isText,
        note: note ? noteView(context, note) : null,
      })),
    ],
    rows: rows.map((row) => ({
      head: head(row),
      cells: columns.map(({ cell, isText }) => ({ ...cell(row), isNumber: !isText })),
    })),
  };
}

/** A row's head that is the report's own words. */
export function wordsOf(text: string): RowHead {
  return { text, lang: null };
}

export function headOf({ name, code, kind, malignancy }: ClassWords): RowHead {
  return { ...name, code, kind, malignancy };
}

function noteView({ t }: ReportContext, note: IntervalNote): NoteView {
  return { mark: t(`note.${note}.mark` satisfies MessageKey), href: `#note-${note}` };
}
