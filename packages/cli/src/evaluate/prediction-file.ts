import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type LesionClass, SlcError } from '@slc/domain';
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
    await predictions.#write(columnsOf(classes));
    return predictions;
  }

  async add(outcome: ImageOutcome): Promise<void> {
    await this.#write(cellsOf(outcome, this.#parts.classes));
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

function columnsOf(classes: readonly LesionClass[]): readonly string[] {
  const ids = classes.map(({ id }) => id);
  return [
    ...['file', 'label', 'group', 'verdict', 'top_class', 'malignant', 'set', 'outlier'],
    ...ids.map((id) => `p_${id}`),
    ...ids.map((id) => `z_${id}`),
    ...['time', 'model', 'error'],
  ];
}

/** Verdict, set and outlier score are empty: no answer has them yet. */
function cellsOf(
  { image, answer }: ImageOutcome,
  classes: readonly LesionClass[],
): readonly (string | number)[] {
  const named = [image.file, classes[image.label]?.id ?? '', image.group ?? ''];
  if (answer instanceof SlcError) {
    return [
      ...named,
      ...new Array<string>(7 + 2 * classes.length).fill(''),
      `${answer.code}: ${answer.message}`,
    ];
  }
  const { topClass, malignantProbability = '', model } = answer;
  const byClass = new Map(answer.predictions.map((prediction) => [prediction.class, prediction]));
  const predictions = classes.map(({ id }) => byClass.get(id));
  return [
    ...named,
    ...['', topClass, malignantProbability, '', ''],
    ...predictions.map((prediction) => prediction?.probability ?? ''),
    ...predictions.map((prediction) => prediction?.logit ?? ''),
    ...[new Date().toISOString(), `${model.id} ${model.revision}`, ''],
  ];
}
