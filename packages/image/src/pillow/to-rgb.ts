/**
 * The colour conversions in which Pillow differs from libvips, after src/libImaging/Convert.c and Unpack.c of Pillow 13:
 * simple formulas in 8 bits, without colour management. Each lets the event loop turn after every slice of `SLICE_PIXELS`,
 * so that a large picture does not delay other requests. The caller must not change the input meanwhile.
 */
import { inSlices, SLICE_PIXELS } from './in-slices.js';

/**
 * Pillow's `cmyk2rgb`: with w = 255 - k, each colour is w - round(ink * w / 255).
 *
 * @param cmyk (pixels, 4), 255 = full ink
 * @returns (pixels, 3)
 * @throws SlcError `cancelled` or `deadline_exceeded` before the next slice when the signal aborts
 */
export function cmykToRgb(cmyk: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
  return convertInSlices(cmyk.length / 4, signal, (rgb, start, end) => {
    for (let from = start * 4, to = start * 3; to < end * 3; from += 4, to += 3) {
      const white = 255 - at(cmyk, from + 3);
      rgb[to] = white - scaledBy255(at(cmyk, from), white);
      rgb[to + 1] = white - scaledBy255(at(cmyk, from + 1), white);
      rgb[to + 2] = white - scaledBy255(at(cmyk, from + 2), white);
    }
  });
}

/**
 * Pillow's `I16_RGB`: values above 255 become white. A 16-bit grey picture that uses its whole range is
 * almost all white then, and the published models would have been given it like that.
 *
 * @param samples (pixels, channels), grey first
 * @returns (pixels, 3)
 * @throws SlcError as `cmykToRgb`
 */
export function clippedGrey16ToRgb(
  samples: Uint16Array,
  channels: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return convertInSlices(samples.length / channels, signal, (rgb, start, end) => {
    for (let from = start * channels, to = start * 3; to < end * 3; from += channels, to += 3) {
      const grey = Math.min(at(samples, from), 255);
      rgb[to] = grey;
      rgb[to + 1] = grey;
      rgb[to + 2] = grey;
    }
  });
}

/**
 * Pillow's `unpackRGBa`: colours that were multiplied by alpha are divided by it again, rounded down;
 * where alpha is 0 they are black.
 *
 * @param rgba (pixels, 4)
 * @returns (pixels, 3)
 * @throws SlcError as `cmykToRgb`
 */
export function unpremultipliedRgb(rgba: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
  return convertInSlices(rgba.length / 4, signal, (rgb, start, end) => {
    for (let from = start * 4, to = start * 3; to < end * 3; from += 4, to += 3) {
      const alpha = at(rgba, from + 3);
      if (alpha === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        rgb[to + channel] = Math.min(Math.trunc((at(rgba, from + channel) * 255) / alpha), 255);
      }
    }
  });
}

/** @param convert writes the pixels from `start` to before `end` into the black picture `rgb`, (pixels, 3) */
async function convertInSlices(
  pixels: number,
  signal: AbortSignal | undefined,
  convert: (rgb: Uint8Array, start: number, end: number) => void,
): Promise<Uint8Array> {
  const rgb = new Uint8Array(pixels * 3);
  await inSlices(pixels, { size: SLICE_PIXELS, signal }, (start, end) => convert(rgb, start, end));
  return rgb;
}

/** Pillow's MULDIV255: a * b / 255, rounded, exact for bytes. */
function scaledBy255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** The indices above follow the output's length, so they are always valid; 0 only satisfies the type. */
function at(samples: Uint8Array | Uint16Array, index: number): number {
  return samples[index] ?? 0;
}
