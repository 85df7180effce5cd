import type { Preprocessing } from '@slc/domain';
import { resampleBilinear } from './pillow/resample-bilinear.js';
import { resampleNearest } from './pillow/resample-nearest.js';
import type { Pixels, Size } from './pixels.js';
import { cropRegion, type Region } from './region.js';

/**
 * Brings a decoded image to a network's input size, as its manifest says and as Pillow does it, to the bit.
 * Normalisation is not part of this: it is compiled into the network.
 *
 * @param size the network's input
 * @returns (size.height, size.width, 3), RGB 0..255
 */
export function preprocess(
  image: Pixels,
  recipe: Pick<Preprocessing, 'crop' | 'resize'>,
  size: Size,
): Pixels {
  return RESIZERS[recipe.resize](image, size, cropRegion(image, recipe.crop));
}

const RESIZERS: Readonly<
  Record<Preprocessing['resize'], (image: Pixels, size: Size, region: Region) => Pixels>
> = {
  nearest: resampleNearest,
  'bilinear-antialiased': resampleBilinear,
};
