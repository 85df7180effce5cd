import { dirname } from 'node:path';
import { type Classification, type ModelManifest, SlcError, throwIfAborted, toSlcError } from '@slc/domain';
import { readSourceInstance, writeReport } from '@slc/interop';
import type { ImageOutcome } from '../answering/answer-images.js';
import { DERIVED_ENDINGS } from '../derived-endings.js';
import { heatMapObject } from '../dicom/heat-map-object.js';
import { writeWholeFile } from '../output-file.js';
import { OWN_IMAGE_LIMITS, readOwnImage } from '../own-images.js';
import type { ListedImage } from './list-images.js';
import { makeFolder, outputPaths } from './output-paths.js';

export interface WrittenFor {
  /** Of the model that answers. */
  readonly manifest: Pick<ModelManifest, 'labels' | 'preprocessing'>;
  readonly signal: AbortSignal;
}

/** Where the DICOM report of each DICOM image goes, and its heat map where there is one. */
export class DicomFiles {
  readonly #paths: ReadonlyMap<string, string>;
  #notDicom = 0;

  private constructor(paths: ReadonlyMap<string, string>) {
    this.#paths = paths;
  }

  /**
   * Makes the folder; those in it are made as they are needed.
   *
   * @throws SlcError `invalid_request` where it cannot be made, or an image is where a report would go
   */
  static async create(images: readonly ListedImage[], folder: string): Promise<DicomFiles> {
    const files = new Set(images.map(({ path }) => path));
    const paths = outputPaths([...files], folder);
    for (const path of [...paths.values()].flatMap((place) =>
      Object.values(DERIVED_ENDINGS).map((end) => place + end),
    )) {
      if (!files.has(path)) continue;
      const expected = '--dicom-out: expected a folder where no image is in the place of a report';
      throw new SlcError('invalid_request', `${expected}, ${path} is`);
    }
    await makeFolder(folder);
    return new DicomFiles(paths);
  }

  /** Images so far of which there is no report, because they came in another format. */
  get notDicom(): number {
    return this.#notDicom;
  }

  /**
   * @returns the answer; the error where its report cannot be made or written
   * @throws SlcError `cancelled` when the signal aborts
   */
  async write(
    { image, answer }: Pick<ImageOutcome<ListedImage>, 'image' | 'answer'>,
    { manifest, signal }: WrittenFor,
  ): Promise<Classification | SlcError> {
    const path = this.#paths.get(image.path);
    if (answer instanceof SlcError || path === undefined) return answer;
    if (answer.image.format !== 'dicom') {
      this.#notDicom++;
      return answer;
    }
    try {
      const file = await (image.read?.(signal) ?? readOwnImage(image.path, signal));
      const source = await readSourceInstance(file, { maxBytes: OWN_IMAGE_LIMITS.imageLimitBytes });
      const parts = { classification: answer, source };
      const report = writeReport({ ...parts, labels: manifest.labels });
      const heatMap = await heatMapObject({ ...parts, file, framing: manifest.preprocessing, signal });
      await makeFolder(dirname(path));
      await writeWholeFile(path + DERIVED_ENDINGS.report, report);
      if (heatMap) await writeWholeFile(path + DERIVED_ENDINGS.heatMap, heatMap);
      return answer;
    } catch (thrown) {
      throwIfAborted(signal);
      return toSlcError(thrown);
    }
  }
}
