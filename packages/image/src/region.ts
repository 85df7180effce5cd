import { isSameSize, type Region, type Size } from '@slc/domain';
import type { Pixels } from './pixels.js';

/** @returns a copy of the region, black where it reaches beyond the image, or the image itself when the region is all of it */
export function cut(image: Pixels, region: Region): Pixels {
  if (isSameSize(region, image)) return image;
  const { width, height } = region;
  const data = new Uint8Array(width * height * 3);
  const { left, top, ...inside } = clip(region, image);
  for (let y = 0; y < inside.height; y++) {
    const from = ((top + y) * image.width + left) * 3;
    const to = ((top + y - region.top) * width + left - region.left) * 3;
    data.set(image.data.subarray(from, from + inside.width * 3), to);
  }
  return { width, height, data };
}

/** The part of a region that lies inside an image. */
export function clip(region: Region, image: Size): Region {
  const left = Math.max(region.left, 0);
  const top = Math.max(region.top, 0);
  return {
    left,
    top,
    width: Math.min(region.left + region.width, image.width) - left,
    height: Math.min(region.top + region.height, image.height) - top,
  };
}
