import type { Reason } from '@slc/domain';
import { blurred, compressed, noisy, pixelated } from '../scripts/picture-defects.mjs';
import { decodeImage } from '../src/decode-image.js';
import type { Pixels } from '../src/pixels.js';
import { judgeQuality } from '../src/quality/judge-quality.js';
import { measureQuality } from '../src/quality/quality-figures.js';

/** What is done to a picture before it is judged. */
export type Change = (image: Pixels) => Pixels | Promise<Pixels>;

export function reasonsOf(image: Pixels): readonly Reason[] {
  return judgeQuality(measureQuality(image, { crop: 'centre-square' }), { inputSide: 192, isColour: true })
    .reasons;
}

/** The share of the images that are flagged, by any reason or by the given one, after a change. */
export async function shareOf(images: readonly Pixels[], change: Change, reason?: Reason): Promise<number> {
  let flagged = 0;
  for (const image of images) {
    const reasons = reasonsOf(await change(image));
    if (reason === undefined ? reasons.length > 0 : reasons.includes(reason)) flagged++;
  }
  return flagged / images.length;
}

export function decode(bytes: Uint8Array): Promise<Pixels> {
  return decodeImage(bytes, { maxBytes: bytes.length, maxPixels: 1_000_000 });
}

/** By 3 % of the side, once for each image: a blur takes longer than all that is done to it afterwards. */
export function veryBlurred(image: Pixels): Pixels {
  const result = BLURS.get(image) ?? blurred(image, 0.03);
  BLURS.set(image, result);
  return result;
}

const BLURS = new WeakMap<Pixels, Pixels>();

/** What hides that a picture is blurred or coarse, from a figure that takes every change of luma for detail. */
export const HIDDEN_BLURS: readonly (readonly [string, Change])[] = [
  ...[3, 5, 8].map(
    (sigma) => [`noise of ${sigma}`, (image: Pixels) => noisy(veryBlurred(image), sigma)] as const,
  ),
  ...[30, 15, 8].map(
    (quality) =>
      [`JPEG of quality ${quality}`, (image: Pixels) => compressed(veryBlurred(image), quality)] as const,
  ),
  ...[24, 32].map((rows) => [`${rows} rows of squares`, (image: Pixels) => pixelated(image, rows)] as const),
];
