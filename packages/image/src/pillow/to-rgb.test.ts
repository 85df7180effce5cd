import { describe, expect, it } from 'vitest';
import { SLICE_PIXELS } from './in-slices.js';
import { clippedGrey16ToRgb, cmykToRgb, unpremultipliedRgb } from './to-rgb.js';

/** Each takes samples of 4 bytes a pixel; `expected` computes one value of the result. */
const CONVERSIONS = [
  {
    name: 'cmykToRgb',
    convert: cmykToRgb,
    expected: (cmyk: Uint8Array, pixel: number, channel: number) => {
      const white = 255 - (cmyk[pixel * 4 + 3] ?? 0);
      return white - Math.round(((cmyk[pixel * 4 + channel] ?? 0) * white) / 255);
    },
  },
  {
    name: 'clippedGrey16ToRgb',
    convert: (greyAndAlpha: Uint8Array, signal?: AbortSignal) =>
      clippedGrey16ToRgb(new Uint16Array(greyAndAlpha.buffer), 2, signal),
    expected: (greyAndAlpha: Uint8Array, pixel: number) =>
      Math.min((greyAndAlpha[pixel * 4] ?? 0) + 256 * (greyAndAlpha[pixel * 4 + 1] ?? 0), 255),
  },
  {
    name: 'unpremultipliedRgb',
    convert: unpremultipliedRgb,
    expected: (rgba: Uint8Array, pixel: number, channel: number) => {
      const alpha = rgba[pixel * 4 + 3] ?? 0;
      return alpha === 0 ? 0 : Math.min(Math.floor(((rgba[pixel * 4 + channel] ?? 0) * 255) / alpha), 255);
    },
  },
];

describe.each(CONVERSIONS)('$name', ({ convert, expected }) => {
  it.each([0, 1, SLICE_PIXELS - 1, SLICE_PIXELS, SLICE_PIXELS + 1, 2 * SLICE_PIXELS + 12_345])(
    'converts each of %i pixels, in one or several slices',
    async (pixels) => {
      const samples = noise(pixels * 4);
      const rgb = await convert(samples);
      expect(rgb).toHaveLength(pixels * 3);
      const wrong = rgb.findIndex(
        (value, index) => value !== expected(samples, Math.floor(index / 3), index % 3),
      );
      expect(wrong).toBe(-1);
    },
  );

  it('lets the event loop turn after each slice', async () => {
    let turns = 0;
    let converted = false;
    const count = () => {
      if (converted) return;
      turns++;
      setImmediate(count);
    };
    setImmediate(count);
    await convert(new Uint8Array((6 * SLICE_PIXELS + 1) * 4));
    converted = true;
    expect(turns).toBeGreaterThanOrEqual(6);
  });

  it('stops between two slices when its signal aborts', async () => {
    const controller = new AbortController();
    const converting = convert(new Uint8Array(2 * SLICE_PIXELS * 4), controller.signal).then(sizeOf);
    controller.abort();
    await expect(converting).rejects.toMatchObject({ code: 'cancelled' });
  });
});

/** A failure prints this instead of millions of bytes. */
function sizeOf(picture: Uint8Array): number {
  return picture.length;
}

/** Each call returns the same bytes. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
