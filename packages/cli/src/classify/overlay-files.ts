import { dirname } from 'node:path';
import { makeDirectory } from '@slc/classifier';
import { type Classification, type ExplanationMethod, SlcError, toSlcError } from '@slc/domain';
import type { ImageOutcome } from '../evaluate/answer-images.js';
import { notWritable } from '../not-writable.js';
import { writeWholeFile } from '../output-file.js';
import type { ListedImage } from './list-images.js';
import { overlayPaths } from './overlay-paths.js';

/** Where each picture with its map over it goes. */
export class OverlayFiles {
  readonly #paths: ReadonlyMap<string, string>;

  private constructor(paths: ReadonlyMap<string, string>) {
    this.#paths = paths;
  }

  /**
   * Makes the folders.
   *
   * @throws SlcError `invalid_request` where one cannot be made
   */
  static async create(
    images: readonly ListedImage[],
    parts: { readonly folder: string; readonly method: ExplanationMethod },
  ): Promise<OverlayFiles> {
    const paths = overlayPaths(
      images.map(({ path }) => path),
      parts,
    );
    for (const folder of new Set([...paths.values()].map(dirname))) {
      await makeDirectory(folder).catch((cause: unknown) => {
        throw notWritable(folder, cause, 'folder');
      });
    }
    return new OverlayFiles(paths);
  }

  /** @returns the answer; the error where its picture cannot be written */
  async write({ image, answer, pictures }: ImageOutcome<ListedImage>): Promise<Classification | SlcError> {
    const path = this.#paths.get(image.path);
    if (answer instanceof SlcError || path === undefined || !pictures?.blended) return answer;
    try {
      await writeWholeFile(path, pictures.blended);
      return answer;
    } catch (thrown) {
      return toSlcError(thrown);
    }
  }
}
