import type { Pixels } from './pixels.js';

/** Cuts the largest square out of the middle; where the margins differ by one pixel, left and top are the smaller. */
export function cropCentreSquare(image: Pixels): Pixels {
  const side = Math.min(image.width, image.height);
  if (image.width === image.height) return image;
  const left = Math.floor((image.width - side) / 2);
  const top = Math.floor((image.height - side) / 2);
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const start = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(start, start + side * 3), y * side * 3);
  }
  return { width: side, height: side, data };
}
