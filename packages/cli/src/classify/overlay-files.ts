import { dirname } from 'node:path';
import { type Classification, type ExplanationMethod, SlcError, toSlcError } from '@slc/domain';
import type { ImageOutcome } from '../answering/answer-images.js';
import { writeWholeFile } from '../output-file.js';
import type { ListedImage } from './list-images.js';
import { makeFolder, outputPaths } from './output-paths.js';

/** Where each picture with its map over it goes. */
export class OverlayFiles {
  readonly #paths: ReadonlyMap<string, string>;
  readonly #method: ExplanationMethod;

  private constructor(paths: ReadonlyMap<string, string>, method: ExplanationMethod) {
    this.#paths = paths;
    this.#method = method;
  }

  /**
   * Makes the folders.
   *
   * @throws SlcError `invalid_request` where one cannot be made
   */
  static async create(
    images: readonly ListedImage[],
    { folder, method }: { readonly folder: string; readonly method: ExplanationMethod },
  ): Promise<OverlayFiles> {
    const paths = outputPaths(
      images.map(({ path }) => path),
      folder,
    );
    for (const place of new Set([...paths.values()].map(dirname))) await makeFolder(place);
    return new OverlayFiles(paths, method);
  }

  /** @returns the answer; the error where its picture cannot be written */
  async write({ image, answer, pictures }: ImageOutcome<ListedImage>): Promise<Classification | SlcError> {
    const path = this.#paths.get(image.path);
    if (answer instanceof SlcError || path === undefined || !pictures?.blended) return answer;
    try {
      await writeWholeFile(`${path}.${this.#method}.png`, pictures.blended);
      return answer;
    } catch (thrown) {
      return toSlcError(thrown);
    }
  }
}
