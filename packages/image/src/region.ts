import type { Preprocessing } from '@slc/domain';
import type { Pixels, Size } from './pixels.js';

/** A part of a picture, in pixels. */
export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** The part of an image that a model with this crop sees. */
export function cropRegion(image: Size, crop: Preprocessing['crop']): Region {
  return REGIONS[crop](image);
}

const REGIONS: Readonly<Record<Preprocessing['crop'], (image: Size) => Region>> = {
  none: wholeImage,
  'centre-square': centreSquare,
};

export function wholeImage({ width, height }: Size): Region {
  return { left: 0, top: 0, width, height };
}

/** The largest square in the middle; when the margins differ by one pixel, left and top are the smaller. */
export function centreSquare({ width, height }: Size): Region {
  const side = Math.min(width, height);
  return {
    left: Math.floor((width - side) / 2),
    top: Math.floor((height - side) / 2),
    width: side,
    height: side,
  };
}

/** @returns a copy of the region, or the image itself when the region is all of it */
export function cut(image: Pixels, { left, top, width, height }: Region): Pixels {
  if (width === image.width && height === image.height) return image;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(start, start + width * 3), y * width * 3);
  }
  return { width, height, data };
}
