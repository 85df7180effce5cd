import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { answerCells, answerColumns, type LesionClass } from '@slc/domain';
import { stringify } from 'csv-stringify/sync';
import { notWritable } from '../not-writable.js';
import type { ImageOutcome } from './answer-images.js';

/**
 * A CSV with a row for each image, written as the answers come. Until it is complete it has another name beside the one that was
 * asked for, so that a file of that name is always whole.
 */
export class PredictionFile {
  readonly #parts: PredictionParts;

  private constructor(parts: PredictionParts) {
    this.#parts = parts;
  }

  /** @throws SlcError `invalid_request` where no file can be written */
  static async create(path: string, classes: readonly LesionClass[]): Promise<PredictionFile> {
    const partPath = `${path}.${process.pid}.part`;
    const file = await open(partPath, 'w').catch((cause: unknown) => {
      throw notWritable(path, cause);
    });
    const predictions = new PredictionFile({ path, partPath, file, classes });
    await predictions.#write(answerColumns(idsOf(classes), ['file', 'label', 'group']));
    return predictions;
  }

  async add({ image, answer }: ImageOutcome): Promise<void> {
    const { classes } = this.#parts;
    const row = {
      image: [image.file, classes[image.label]?.id ?? '', image.group ?? ''],
      outcome: answer,
      time: new Date(),
    };
    await this.#write(answerCells(row, idsOf(classes)));
  }

  /** Gives the file its name. */
  async complete(): Promise<void> {
    const { path, partPath, file } = this.#parts;
    await file.sync();
    await file.close();
    await rename(partPath, path).catch((cause: unknown) => {
      throw notWritable(path, cause);
    });
  }

  /** Removes what is not complete. */
  async discard(): Promise<void> {
    await this.#parts.file.close();
    await rm(this.#parts.partPath, { force: true });
  }

  async #write(cells: readonly (string | number)[]): Promise<void> {
    const { file, path } = this.#parts;
    await file.writeFile(stringify([[...cells]])).catch((cause: unknown) => {
      throw notWritable(path, cause);
    });
  }
}

interface PredictionParts {
  readonly path: string;
  readonly partPath: string;
  readonly file: FileHandle;
  readonly classes: readonly LesionClass[];
}

function idsOf(classes: readonly LesionClass[]): readonly string[] {
  return classes.map(({ id }) => id);
}
