import type { PictureInput } from '@slc/onnx-file';

/** Three pictures of uint8 (height, width, 3). */
export type TrialPictures = readonly [Uint8Array, Uint8Array, Uint8Array];

/**
 * Draws pictures of which no network can think the same. Their least and largest values, their means, and those of each channel
 * differ at any size: a network that measures one of these over the whole batch gives other answers of them together.
 */
export function drawTrialPictures({ height, width }: Pick<PictureInput, 'height' | 'width'>): TrialPictures {
  return [
    drawGradient(height, width),
    drawNoise(height, width, { least: [96, 120, 108], range: 37 }),
    drawNoise(height, width, { least: [0, 9, 3], range: 61 }),
  ];
}

/** Pixel (y, x) = (x, y, (x + y) / 2), modulo 256. */
function drawGradient(height: number, width: number): Uint8Array {
  const pixels = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set([x, y, (x + y) >> 1], (y * width + x) * 3);
  }
  return pixels;
}

interface Noise {
  /** Of each channel. */
  readonly least: readonly [number, number, number];
  readonly range: number;
}

/** Park and Miller's generator of 1988: any noise would do, as long as it is the same each time. */
function drawNoise(height: number, width: number, { least, range }: Noise): Uint8Array {
  let state = range;
  return Uint8Array.from({ length: height * width * 3 }, (_, i) => {
    state = (state * 48_271) % 2_147_483_647;
    return (least[i % 3] ?? 0) + (state % range);
  });
}
