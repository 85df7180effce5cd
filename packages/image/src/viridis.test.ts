import { expect, it } from 'vitest';
import { viridis } from './viridis.js';

/** CIE L* of an sRGB colour. */
function lightness(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((level) => {
    const share = level / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

it('begins dark blue and ends yellow, also outside of 0..1', () => {
  expect([viridis(-1), viridis(0), viridis(1), viridis(2)]).toEqual([
    [68, 1, 84],
    [68, 1, 84],
    [253, 231, 37],
    [253, 231, 37],
  ]);
});

it.each([
  // Of matplotlib's 256 colours, numbers 64, 128 and 190.
  [64, [59, 82, 139]],
  [128, [33, 145, 140]],
  [190, [89, 200, 100]],
])('is within 5 levels of the published colour number %i', (number, published) => {
  const found = viridis(number / 255);
  for (const [channel, level] of published.entries()) {
    expect(Math.abs((found[channel] ?? 0) - level)).toBeLessThanOrEqual(5);
  }
});

it('becomes lighter in even steps', () => {
  const steps = Array.from(
    { length: 20 },
    (_, i) => lightness(viridis((i + 1) / 20)) - lightness(viridis(i / 20)),
  );
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  for (const step of steps) expect(Math.abs(step - mean)).toBeLessThan(0.35 * mean);
});
