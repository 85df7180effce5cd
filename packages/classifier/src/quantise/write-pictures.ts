import { open } from 'node:fs/promises';
import { type ModelManifest, throwIfAborted } from '@slc/domain';
import { createCodecTurns, decodeImage, makeViews, preprocess } from '@slc/image';
import { OWN_FILE_LIMITS } from '../own-file-limits.js';

export interface WritePicturesOptions {
  /** Where the file is made. */
  readonly path: string;
  readonly manifest: Pick<ModelManifest, 'preprocessing' | 'input'>;
  /** @returns the whole image file of this number, 0 .. count - 1 */
  readonly readImage: (index: number) => Promise<Uint8Array>;
  readonly count: number;
  readonly onPicture: (done: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes images as the network sees them, one after the other: (count, height, width, 3), RGB 0..255. A model with views
 * sees pictures turned: each image is written in one of them, in turn.
 *
 * @throws SlcError as `readImage` and `decodeImage`
 */
export async function writePictures(options: WritePicturesOptions): Promise<void> {
  const { path, readImage, count, onPicture, signal } = options;
  const { preprocessing, input } = options.manifest;
  const { views } = preprocessing;
  const codecTurns = createCodecTurns();
  async function decode(index: number): Promise<Uint8Array> {
    const image = await decodeImage(await readImage(index), OWN_FILE_LIMITS, { codecTurns, signal });
    const picture = preprocess(image, preprocessing, input);
    return makeViews(picture, views)[index % views] ?? picture.data;
  }
  const file = await open(path, 'wx');
  try {
    for (let first = 0; first < count; first += TOGETHER) {
      throwIfAborted(signal);
      const together = Math.min(TOGETHER, count - first);
      const decoded = Array.from({ length: together }, (_, i) => decode(first + i));
      for (const picture of await Promise.all(decoded)) await file.writeFile(picture);
      onPicture(first + together);
    }
  } finally {
    await file.close();
  }
}

/** Images that are decoded at the same time. */
const TOGETHER = 4;
