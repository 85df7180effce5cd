import type { Pixels } from '../pixels.js';

/**
 * Pillow's `convert('L')` (`L24` in src/libImaging/Convert.c): Rec. 601's luma in 16 bits after the point, rounded.
 *
 * @returns a picture of three equal channels
 */
export function toGrey({ width, height, data }: Pixels): Pixels {
  const grey = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const red = Math.imul(data[i] ?? 0, 19_595);
    const green = Math.imul(data[i + 1] ?? 0, 38_470);
    const blue = Math.imul(data[i + 2] ?? 0, 7_471);
    const level = (red + green + blue + 0x8000) >> 16;
    grey[i] = level;
    grey[i + 1] = level;
    grey[i + 2] = level;
  }
  return { width, height, data: grey };
}
