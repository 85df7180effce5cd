import { type Region, wholeImage } from '@slc/domain';
import { enlargedRows, enlargeMap, type ValueMap } from './enlarge-map.js';
import { LIBVIPS_TIMEOUT_SECONDS, sharp } from './libvips.js';
import { inSlices, SLICE_PIXELS } from './pillow/in-slices.js';
import type { Pixels, Size } from './pixels.js';
import { clip } from './region.js';
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
  const blended = { ...image, data: Uint8Array.from(image.data) };
  await paintMap(blended, map, { ...options, region: wholeImage(image) });
  return await encode(blended.data, image, 3);
}

export interface PaintOptions extends OverlayOptions {
  /** The part of the picture that the map is of. It may reach beyond the picture. */
  readonly region: Region;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Changes a picture's own pixels to what they are under a map.
 *
 * @param map values of 0..1
 * @throws SlcError `cancelled` or `deadline_exceeded` when the signal aborts
 */
export async function paintMap(
  image: Pixels,
  map: ValueMap,
  { region, isGreyed, signal }: PaintOptions,
): Promise<void> {
  const { data, width } = image;
  const whole = inWholePixels(region);
  const { left, top, ...seen } = clip(whole, image);
  const rowOf = enlargedRows(map, whole);
  const painted = paintedColours(isGreyed);
  const size = Math.max(1, Math.floor(SLICE_PIXELS / width));
  await inSlices(Math.max(seen.height, 0), { size, signal }, (start, end) => {
    for (let y = top + start; y < top + end; y++) {
      const values = rowOf(y - whole.top);
      for (let x = left; x < left + seen.width; x++) {
        const from = 3 * Math.round((values[x - whole.left] ?? 0) * (COLOURS - 1));
        const at = 3 * (y * width + x);
        for (let channel = 0; channel < 3; channel++) {
          const level = (1 - OPACITY) * (data[at + channel] ?? 0) + (painted[from + channel] ?? 0);
          data[at + channel] = Math.round(level);
        }
      }
    }
  });
}

/** So many that the next one is off by less than a level. */
const COLOURS = 1024;

/** What each colour of a map adds to a pixel: (COLOURS, 3). */
function paintedColours(isGreyed: boolean): Float64Array {
  const colourOf = isGreyed ? grey : viridis;
  const colours = Array.from({ length: COLOURS }, (_, i) => colourOf(i / (COLOURS - 1)));
  return Float64Array.from(colours.flat(), (level) => OPACITY * level);
}

function inWholePixels({ left, top, width, height }: Region): Region {
  const [x, y] = [Math.round(left), Math.round(top)];
  return { left: x, top: y, width: Math.round(left + width) - x, height: Math.round(top + height) - y };
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
