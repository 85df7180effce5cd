import type { Preprocessing } from '@slc/domain';
import { cropCentreSquare } from './crop-centre-square.js';
import type { Pixels, Size } from './pixels.js';
import { resampleBilinear } from './resample-bilinear.js';
import { resampleNearest } from './resample-nearest.js';

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
  return RESIZERS[recipe.resize](CROPPERS[recipe.crop](image), size);
}

const CROPPERS: Readonly<Record<Preprocessing['crop'], (image: Pixels) => Pixels>> = {
  none: (image) => image,
  'centre-square': cropCentreSquare,
};

const RESIZERS: Readonly<Record<Preprocessing['resize'], (image: Pixels, size: Size) => Pixels>> = {
  nearest: resampleNearest,
  'bilinear-antialiased': resampleBilinear,
};
