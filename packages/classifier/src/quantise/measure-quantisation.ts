import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MeasuredInt8, type MeasureStep, measureInt8 } from '@slc/compile';
import type { LocatedModel } from '@slc/models';
import { writePictures } from './write-pictures.js';

export interface MeasureQuantisationOptions {
  /** @returns the whole image file of this number, 0 .. images - 1 */
  readonly readImage: (index: number) => Promise<Uint8Array>;
  readonly images: number;
  /** Of the processor. */
  readonly threads: number;
  readonly onStep: (step: MeasureStep) => void;
  readonly signal?: AbortSignal | undefined;
}

/** More images change no range that matters. */
const MOST_PICTURES = 1_024;
/** Share of the work, for progress. */
const DECODED_AT = 0.1;

/**
 * Measures on images what a model needs at int8. Of many images, those in even distances are taken.
 *
 * @throws SlcError as `writePictures` and `measureInt8`
 */
export async function measureQuantisation(
  model: LocatedModel,
  { readImage, images, threads, onStep, signal }: MeasureQuantisationOptions,
): Promise<MeasuredInt8> {
  const { manifest } = model;
  const count = Math.min(images, MOST_PICTURES);
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'slc-quantise-'));
  try {
    const path = join(scratchDirectory, 'pictures');
    await writePictures({
      ...{ path, manifest, count, signal },
      readImage: async (index) => await readImage(Math.floor((index * images) / count)),
      onPicture: (done) =>
        onStep({ share: (DECODED_AT * done) / count, what: `decodes image ${done} of ${count}` }),
    });
    return await measureInt8(model, {
      pictures: { path, count },
      temperature: manifest.temperature.value,
      ...{ threads, scratchDirectory, signal },
      onStep: ({ share, what }) => onStep({ share: DECODED_AT + (1 - DECODED_AT) * share, what }),
    });
  } finally {
    await rm(scratchDirectory, { recursive: true, force: true });
  }
}
