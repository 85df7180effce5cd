import type { ClassNames } from '@slc/domain';
import { ImageFinder } from './image-finder.js';
import type { LabelledData, LabelledImage, LeftOut } from './labelled-data.js';
import { readTable, type TableRow } from './read-table.js';
import { findColumns } from './table-columns.js';

export interface LabelTableOptions {
  readonly classNames: ClassNames;
  /** Where images are looked for, in this order; see `ImageFinder`. */
  readonly folders: readonly (readonly string[])[];
  readonly groupBy: string | undefined;
}

/** An image with the line that names it first, and whether others name it with another class. */
interface NamedImage extends LabelledImage {
  readonly line: number;
  contradicted: boolean;
}

/** @throws SlcError `invalid_request` for a table that cannot be read so */
export async function readLabelTable(
  path: string,
  { classNames, folders, groupBy }: LabelTableOptions,
): Promise<LabelledData> {
  const table = await readTable(path);
  const rows: TableRow[] = [];
  for await (const row of table.rows) rows.push(row);
  const columns = findColumns({ ...table, rows }, { classNames, groupBy });
  const finder = new ImageFinder({ folders, names: rows.map(columns.fileOf) });
  const byPath = new Map<string, NamedImage>();
  const leftOut: LeftOut[] = [];

  for (const row of rows) {
    const { line } = row;
    const file = columns.fileOf(row) || `line ${line}`;
    const leaveOut = (reason: LeftOut['reason'], message: string) =>
      leftOut.push({ file, reason, message: `${table.name}, line ${line}: ${message}` });

    const reading = columns.labelOf(row);
    const image = columns.fileOf(row) === '' ? null : await finder.find(file);
    const earlier = image === null ? undefined : byPath.get(image);
    if (reading.label === null) leaveOut(reading.reason, reading.message);
    else if (image === null) leaveOut('missing', missingMessage(columns.fileOf(row)));
    else if (!earlier) {
      const group = columns.groupOf(row);
      byPath.set(image, { file, path: image, label: reading.label, group, line, contradicted: false });
    } else if (earlier.label === reading.label) {
      leaveOut('duplicate', `line ${earlier.line} names the same image`);
    } else {
      earlier.contradicted = true;
      leaveOut('contradiction', `line ${earlier.line} names the same image with another class`);
    }
  }

  const images = [...byPath.values()];
  const contradicted = images.filter((image) => image.contradicted);
  for (const { file, line } of contradicted) {
    const message = `${table.name}, line ${line}: a later line names the same image with another class`;
    leftOut.push({ file, reason: 'contradiction', message });
  }
  return { source: path, images: images.filter((image) => !image.contradicted), leftOut };
}

function missingMessage(file: string): string {
  return file === '' ? 'expected an image, the cell is empty' : 'its image is not found';
}
