import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type LesionClass, SlcError } from '@slc/domain';
import { type LabelledImage, type LeftOut, namesClasses, readLabelledData } from '@slc/evaluation';
import { digestOfTable } from '../digest-of-table.js';
import type { Terminal } from '../terminal.js';
import { walkImages } from '../walk-images.js';

export interface ImagesOptions {
  readonly data: string;
  readonly images?: string;
  readonly groupBy?: string;
}

/** What ranges and loss are measured on. */
export interface ImagesToQuantize {
  /** Their `label` is null where nothing says what they show. */
  readonly images: readonly ImageToQuantize[];
  readonly isLabelled: boolean;
  readonly leftOut: readonly LeftOut[];
  /** Hex digest of the table of labels; null where there is none. */
  readonly tableSha256: string | null;
}

export interface ImageToQuantize extends Omit<LabelledImage, 'label'> {
  readonly label: number | null;
}

interface ReadingOptions {
  /** The model's. */
  readonly classes: readonly LesionClass[];
  readonly signal: AbortSignal;
}

/** Fewer leave the ranges to chance. */
const FEWEST_IMAGES = 32;

/**
 * Labelled images, as the other commands read them, or a folder of images without classes.
 *
 * @throws SlcError as `readLabelledData` and `walkImages`; `invalid_request` under 32 images, or where options that only a
 *   table has are given with a folder without classes
 */
export async function imagesToQuantize(
  { data, images, ...options }: ImagesOptions,
  { classes, signal }: ReadingOptions,
  terminal: Terminal,
): Promise<ImagesToQuantize> {
  const path = (name: string) => resolve(terminal.directory, name);
  const given = { ...options, data: path(data), ...(images !== undefined && { images: path(images) }) };
  const found = (await isUnlabelled(given.data, classes))
    ? await unlabelled(given)
    : await labelled(given, { classes, signal });
  assertEnough(found.images.length);
  return found;
}

/** @throws SlcError `invalid_request` under 32 images */
export function assertEnough(images: number): void {
  if (images >= FEWEST_IMAGES) return;
  const message = `int8 needs at least ${FEWEST_IMAGES} images to measure ranges on; there are ${images}.`;
  throw new SlcError('invalid_request', message);
}

async function isUnlabelled(path: string, classes: readonly LesionClass[]): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  // What is not there is refused where labelled images are read.
  return found?.isDirectory() === true && !(await namesClasses(path, classes));
}

/** File names are absolute, as in the next. */
async function unlabelled({ data, images, groupBy }: ImagesOptions): Promise<ImagesToQuantize> {
  const option = images === undefined ? (groupBy === undefined ? null : '--group-by') : '--images';
  if (option) {
    const message = `${option}: expected a table that names images, ${data} is a folder of images without classes`;
    throw new SlcError('invalid_request', message);
  }
  const files = await walkImages(data);
  return {
    images: files.map((file) => ({ ...file, label: null, group: null })),
    isLabelled: false,
    leftOut: [],
    tableSha256: null,
  };
}

async function labelled(
  { data, images, groupBy }: ImagesOptions,
  { classes, signal }: ReadingOptions,
): Promise<ImagesToQuantize> {
  const found = await readLabelledData(data, { classes, imagesFolder: images, groupBy });
  const tableSha256 = await digestOfTable(found, signal);
  return { images: found.images, isLabelled: true, leftOut: found.leftOut, tableSha256 };
}
