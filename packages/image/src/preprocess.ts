import {
  cropRegion,
  isSameSize,
  type Preprocessing,
  type Region,
  sizeBeforeCrop,
  wholeImage,
} from '@slc/domain';
import { imageError } from './image-error.js';
import { resizeArea } from './opencv/resize-area.js';
import { resizeLinear } from './opencv/resize-linear.js';
import { resampleBicubic, resampleBilinear, resampleLanczos } from './pillow/resample-filters.js';
import { resampleNearest } from './pillow/resample-nearest.js';
import { toGrey } from './pillow/to-grey.js';
import type { Pixels, Size } from './pixels.js';
import { clip, cut } from './region.js';
import { type Resize, resizeAll } from './resizing.js';
import { resizeBilinear } from './tensorflow/resize-bilinear.js';

/** What of a manifest's recipe concerns positions, and whether colours are left. */
export type Recipe = Pick<Preprocessing, 'channels' | 'shorterSideTo' | 'crop' | 'resize'>;

const RESIZERS: Readonly<Record<Preprocessing['resize'], Resize>> = {
  nearest: resampleNearest,
  'bilinear-antialiased': resampleBilinear,
  bicubic: resampleBicubic,
  lanczos: resampleLanczos,
  bilinear: resizeBilinear,
  'bilinear-opencv': resizeLinear,
  area: resizeArea,
};

/**
 * Brings a decoded image to a network's input size, as its manifest says and as the library of that resizing does it: Pillow's
 * and OpenCV's to the bit, TensorFlow's rounded. Normalisation is not part of this: it is compiled into the network, and so
 * is the order of channels.
 *
 * @param size the network's input
 * @returns (size.height, size.width, 3), RGB 0..255; three equal channels where the recipe says `grey`
 * @throws SlcError `invalid_image` when the picture would become too large on the way
 */
export function preprocess(image: Pixels, recipe: Recipe, size: Size): Pixels {
  const resize = RESIZERS[recipe.resize];
  if (recipe.channels !== 'grey') return toSize(image, recipe, { size, resize });
  // Nearest takes pixels as they are, so that fewer need to become grey.
  if (recipe.resize === 'nearest') return toGrey(toSize(image, recipe, { size, resize }));
  return toSize(toGrey(image), recipe, { size, resize });
}

interface Goal {
  readonly size: Size;
  readonly resize: Resize;
}

function toSize(image: Pixels, recipe: Recipe, { size, resize }: Goal): Pixels {
  const resized = sizeBeforeCrop(image, recipe);
  const region = cropRegion(resized, recipe.crop);
  const inside = clip(region, resized);
  const isInside = isSameSize(inside, region);
  if (isSameSize(resized, image)) {
    return isInside
      ? resize(image, resizeAll(region, size))
      : resize(cut(image, region), resizeAll(wholeImage(region), size));
  }
  assertFits(region, recipe);
  const seen = resize(image, { from: wholeImage(image), to: resized, window: inside });
  const cropped = cut(seen, { ...region, left: region.left - inside.left, top: region.top - inside.top });
  return isSameSize(cropped, size) ? cropped : resize(cropped, resizeAll(wholeImage(cropped), size));
}

/** 48 MB: only pictures hundreds of times as long as wide have more at a network's size. */
const MOST_PIXELS = 2 ** 24;

function assertFits({ width, height }: Region, { shorterSideTo }: Recipe): void {
  if (width * height <= MOST_PIXELS) return;
  const expected = `at most ${MOST_PIXELS} pixels once its shorter side is ${shorterSideTo}`;
  throw imageError('invalid_image', expected, `${width} x ${height}`);
}
