import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ClassNames, type LesionClass, SlcError } from '@slc/domain';
import { listed } from '../listed.js';
import type { LabelledData } from './labelled-data.js';
import { readClassFolders } from './read-class-folders.js';
import { readLabelTable } from './read-label-table.js';

export interface LabelledDataOptions {
  /** The model's, in the order of its outputs. */
  readonly classes: readonly LesionClass[];
  /** Where images of a table are looked for first, then in its folders. */
  readonly imagesFolder?: string | undefined;
  /** Column whose equal values make a group; unless given `lesion_id`, else `patient_id`. */
  readonly groupBy?: string | undefined;
}

/** A folder that holds it is read by it. */
export const TABLE_IN_FOLDER = 'labels.csv';

/**
 * Reads which images there are and what each shows: from a CSV or TSV, from a folder that holds `labels.csv`, or from a folder
 * with one folder a class. The images themselves are not opened.
 *
 * @param path absolute
 * @throws SlcError `invalid_request` for a table or folder that cannot be read so; `not_found` where it does not exist, or
 *   where no image is left
 */
export async function readLabelledData(path: string, options: LabelledDataOptions): Promise<LabelledData> {
  if (options.imagesFolder !== undefined && !(await kindOf(options.imagesFolder))?.isDirectory()) {
    throw new SlcError('not_found', `${options.imagesFolder}: expected a folder of images, there is none`);
  }
  const data = await read(path, options);
  if (data.images.length === 0) throw new SlcError('not_found', await noneLeft(data, options.classes));
  return data;
}

/** Whether a folder says what its images show: it holds `labels.csv`, or a folder named after a class. */
export async function namesClasses(folder: string, classes: readonly LesionClass[]): Promise<boolean> {
  if ((await kindOf(join(folder, TABLE_IN_FOLDER)))?.isFile()) return true;
  const classNames = new ClassNames(classes);
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.some((entry) => !entry.isFile() && classNames.find(entry.name) !== null);
}

async function read(path: string, options: LabelledDataOptions): Promise<LabelledData> {
  const { imagesFolder, groupBy } = options;
  const classNames = new ClassNames(options.classes);
  const kind = await kindOf(path);
  if (!kind) {
    throw new SlcError('not_found', `${path}: expected a table (CSV or TSV) or a folder, there is none`);
  }
  const table = kind.isDirectory() ? join(path, TABLE_IN_FOLDER) : path;
  if (!kind.isDirectory() || (await kindOf(table))?.isFile()) {
    const beside = dirname(table);
    const given = imagesFolder === undefined ? [] : [[imagesFolder], await foldersIn(imagesFolder)];
    const folders = [...given, [beside], [join(beside, 'images')]];
    return await readLabelTable(table, { classNames, folders, groupBy });
  }
  if (imagesFolder !== undefined) {
    const message = `${imagesFolder}: expected a table of its images, ${path} has one folder a class, which hold them`;
    throw new SlcError('invalid_request', message);
  }
  if (groupBy !== undefined) {
    throw new SlcError('invalid_request', `--group-by ${groupBy}: expected a table, ${path} has no columns`);
  }
  return await readClassFolders(path, classNames);
}

/** Null where there is nothing of this name. */
async function kindOf(path: string) {
  return await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null;
    const message = `${path}: expected a table or a folder that can be read: ${cause.message}`;
    throw new SlcError('not_found', message, { cause });
  });
}

/** Large data sets are published in several folders. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

async function noneLeft({ source, leftOut }: LabelledData, classes: readonly LesionClass[]): Promise<string> {
  const expected = `${source}: expected images of the model’s classes (${listed(classes.map(({ id }) => id))})`;
  const [first] = leftOut;
  if (first)
    return `${expected}, none of ${leftOut.length} can be used. The first is ${first.file}: ${first.message}`;
  const isFolder = (await kindOf(source))?.isDirectory();
  return `${expected}, ${isFolder ? 'its folders are empty' : 'it has column names and no rows'}`;
}
