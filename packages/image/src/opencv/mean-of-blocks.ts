import { roundHalfToEven } from '@slc/domain';
import type { Pixels } from '../pixels.js';
import type { Resizing } from '../resizing.js';

/** How many source pixels make one of the result. */
export interface Block {
  readonly across: number;
  readonly down: number;
}

/**
 * OpenCV's reduction by whole numbers (`resizeAreaFast_`): the sum of each block times a float32, rounded to the nearest,
 * a half to the even number; but of 2 x 2 pixels a half is rounded up.
 */
export function meanOfBlocks(image: Pixels, { from, window }: Resizing, { across, down }: Block): Pixels {
  const share = Math.fround(1 / (across * down));
  const isFour = across === 2 && down === 2;
  const data = new Uint8Array(window.width * window.height * 3);
  const rowBytes = image.width * 3;
  let to = 0;
  for (let y = window.top; y < window.top + window.height; y++) {
    const top = from.top + y * down;
    for (let x = window.left; x < window.left + window.width; x++) {
      const corner = top * rowBytes + (from.left + x * across) * 3;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let row = corner + channel, last = row + down * rowBytes; row < last; row += rowBytes) {
          for (let at = row, end = row + across * 3; at < end; at += 3) sum += image.data[at] ?? 0;
        }
        data[to++] = isFour ? (sum + 2) >> 2 : roundHalfToEven(Math.fround(Math.fround(sum) * share));
      }
    }
  }
  return { width: window.width, height: window.height, data };
}
