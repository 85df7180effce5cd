import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { SlcError } from '@slc/domain';
import { CsvError, parse } from 'csv-parse';
import { readTableText } from './table-text.js';

export interface TableRow {
  /** Of the file, counted from 1; the last one of a row that spans several. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  /** For messages. */
  readonly name: string;
  /** As the first row writes them. */
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<TableRow>;
}

/**
 * Reads a CSV or TSV (RFC 4180; also with semicolons, as spreadsheets write it where the comma is a decimal sign) with any
 * line ends.
 *
 * @throws SlcError `invalid_request`, also while the rows are read, naming the line
 */
export async function readTable(path: string): Promise<Table> {
  const name = basename(path);
  const text = await readTableText(path);
  const rows = parseRows(text, name);
  const header = await rows.next();
  if (header.done)
    throw new SlcError('invalid_request', `${name}: expected a row with column names, it is empty`);
  return { name, columns: header.value.cells, rows };
}

/** The parser gets the text in pieces, so that only a piece's rows are in memory. */
const PIECE_BYTES = 64 * 1024;
/** A quote that is never closed would make one cell of the rest. */
const MOST_ROW_BYTES = 2 ** 20;

async function* parseRows(text: Buffer, name: string): AsyncGenerator<TableRow> {
  const parser = Readable.from(piecesOf(text)).pipe(
    parse({
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: MOST_ROW_BYTES,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      relax_column_count: true,
      info: true,
    }),
  );
  let columns = 0;
  try {
    // What a parser gives depends on its options, and its type does not say it.
    for await (const { info, record } of parser as AsyncIterable<ParsedRow>) {
      columns ||= record.length;
      if (record.length !== columns) {
        const expected = `expected ${columns} cells, one for each column, got ${record.length}`;
        throw new SlcError('invalid_request', `${name}, line ${info.lines}: ${expected}`);
      }
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SlcError('invalid_request', faultOf(error, name), { cause: error });
  }
}

interface ParsedRow {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

function* piecesOf(text: Buffer): Generator<Buffer> {
  for (let at = 0; at < text.length; at += PIECE_BYTES) yield text.subarray(at, at + PIECE_BYTES);
}

const DELIMITERS = ['\t', ';', ','] as const;

/** The one that the first line holds most of. csv-parse 7.0's own `delimiter_auto` takes letters in short tables. */
function delimiterOf(text: Buffer): string {
  const [firstLine = ''] = text
    .toString('utf8', 0, PIECE_BYTES)
    .trimStart()
    .split(/[\r\n]/, 1);
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  return DELIMITERS.reduce((most, delimiter) => (count(delimiter) >= count(most) ? delimiter : most));
}

/** https://csv.js.org/parse/errors/ */
function faultOf({ code, lines }: CsvError, name: string): string {
  const line = Number(lines);
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return `${name}: expected every quote to be closed, one before line ${line} is not`;
  }
  return `${name}, line ${line}: expected quotes around whole cells alone, a quote inside one doubled`;
}
