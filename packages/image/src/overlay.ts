import { enlargeMap, type ValueMap } from './enlarge-map.js';
import { LIBVIPS_TIMEOUT_SECONDS, sharp } from './libvips.js';
import type { Pixels, Size } from './pixels.js';
import { viridis } from './viridis.js';

export interface OverlayOptions {
  /** In grey instead of colours: for a map that does not show what the answer rests on. */
  readonly isGreyed: boolean;
}

/** As a fraction. */
const OPACITY = 0.45;

/** A picture as it is, without loss or metadata. */
export async function makePng({ data, width, height }: Pixels): Promise<Uint8Array> {
  return await encode(data, { width, height }, 3);
}

/**
 * Makes a map a layer that is laid over the picture: the whole square is 45 % opaque.
 *
 * @param map values of 0..1
 * @param size of the picture
 * @returns a PNG with transparency
 */
export async function makeOverlay(map: ValueMap, size: Size, options: OverlayOptions): Promise<Uint8Array> {
  const data = new Uint8Array(size.width * size.height * 4);
  colours(map, size, options).forEach((colour, i) => {
    data.set([...colour, Math.round(OPACITY * 255)], 4 * i);
  });
  return await encode(data, size, 4);
}

/**
 * Lays a map over a picture.
 *
 * @param map values of 0..1
 * @returns a PNG
 */
export async function blendOverlay(
  image: Pixels,
  map: ValueMap,
  options: OverlayOptions,
): Promise<Uint8Array> {
  const data = Uint8Array.from(image.data);
  colours(map, image, options).forEach((colour, i) => {
    for (const [channel, level] of colour.entries()) {
      const at = 3 * i + channel;
      data[at] = Math.round((1 - OPACITY) * (data[at] ?? 0) + OPACITY * level);
    }
  });
  return await encode(data, image, 3);
}

/** The colour of each pixel, row by row. */
function colours(map: ValueMap, size: Size, { isGreyed }: OverlayOptions): readonly (readonly number[])[] {
  const colourOf = isGreyed ? grey : viridis;
  return Array.from(enlargeMap(map, size), (value) => colourOf(value));
}

function grey(value: number): readonly number[] {
  const level = Math.round(255 * value);
  return [level, level, level];
}

async function encode(data: Uint8Array, { width, height }: Size, channels: 3 | 4): Promise<Uint8Array> {
  return await sharp(data, { raw: { width, height, channels } })
    .timeout({ seconds: LIBVIPS_TIMEOUT_SECONDS })
    .png()
    .toBuffer();
}
