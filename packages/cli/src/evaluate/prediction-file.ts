import { answerCells, answerColumns, type LesionClass, SlcError } from '@slc/domain';
import type { LabelledImage } from '@slc/evaluation';
import { stringify } from 'csv-stringify/sync';
import type { CollectedOutcome } from '../answering/collect-images.js';
import { OutputFile } from '../output-file.js';

/** A CSV with a row for each image, written as the answers come. */
export class PredictionFile {
  readonly #file: OutputFile;
  readonly #classes: readonly LesionClass[];

  private constructor(file: OutputFile, classes: readonly LesionClass[]) {
    this.#file = file;
    this.#classes = classes;
  }

  /** @throws SlcError `invalid_request` where no file can be written */
  static async create(path: string, classes: readonly LesionClass[]): Promise<PredictionFile> {
    const predictions = new PredictionFile(await OutputFile.open(path), classes);
    await predictions.#write(answerColumns(idsOf(classes), ['file', 'label', 'group']));
    return predictions;
  }

  async add({ image, answer }: CollectedOutcome<LabelledImage>): Promise<void> {
    const { time = new Date() } = answer instanceof SlcError ? {} : answer;
    const row = {
      image: [image.file, this.#classes[image.label]?.id ?? '', image.group ?? ''],
      outcome: answer,
      time,
    };
    await this.#write(answerCells(row, idsOf(this.#classes)));
  }

  /** Gives the file its name. */
  async complete(): Promise<void> {
    await this.#file.complete();
  }

  /** Removes what is not complete. */
  async discard(): Promise<void> {
    await this.#file.discard();
  }

  async #write(cells: readonly (string | number)[]): Promise<void> {
    await this.#file.write(stringify([[...cells]]));
  }
}

function idsOf(classes: readonly LesionClass[]): readonly string[] {
  return classes.map(({ id }) => id);
}
