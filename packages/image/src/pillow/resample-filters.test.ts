import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Region, wholeImage } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../pixels.js';
import { cut } from '../region.js';
import { axesOf, type Resizing } from '../resizing.js';
import { CUBIC, type Filter, filterWeights, LANCZOS, TRIANGLE } from './filter-weights.js';
import { resampleBilinear } from './resample-filters.js';
import { loadKernel } from './resample-kernel.js';
import { resampleScalar } from './resample-scalar.js';
import { createSimdResampler } from './resample-simd.js';
import type { WeightedRegion } from './weighted-region.js';

const kernel = loadKernel();

function noise(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  let state = width * 31 + height;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // Both ends of the range, where rounding could overflow, are frequent.
    data[i] = state >>> 30 === 0 ? 255 : state >>> 24;
  }
  return { width, height, data };
}

const FILTERS = { triangle: TRIANGLE, cubic: CUBIC, lanczos: LANCZOS };

/** Down, up, both, to one pixel, and by so much that a sum has hundreds of terms. */
const SIZES = [
  [600, 450, 192, 192],
  [450, 600, 192, 192],
  [1_024, 768, 224, 224],
  [40, 3_200, 192, 192],
  [3_200, 33, 192, 192],
  [40, 40, 300, 290],
  [191, 193, 192, 192],
  [7_000, 40, 17, 5],
  [64, 64, 1, 1],
  [5_000, 300, 97, 131],
] as const;

function weighted(resizing: Resizing, filter: Filter, columnsFirst: boolean): WeightedRegion {
  const { horizontal, vertical } = axesOf(resizing);
  const weigh = filterWeights(filter);
  return {
    region: resizing.from,
    horizontal: weigh(horizontal),
    vertical: weigh(vertical),
    columnsFirst,
  };
}

describe.skipIf(!kernel)('the kernel (skipped on a processor without 128-bit instructions)', () => {
  const resample = kernel && createSimdResampler(kernel);

  const cases = Object.entries(FILTERS).flatMap(([name, filter]) =>
    SIZES.map((sizes) => ({ name, filter, sizes, drawn: sizes.join(' x ') })),
  );

  it.each(cases)('gives the bytes of the scalar code: $name, $drawn', ({ filter, sizes }) => {
    const [width, height, toWidth, toHeight] = sizes;
    const image = noise(width, height);
    const to = { width: toWidth, height: toHeight };
    const middle: Region = { left: 3, top: 5, width: width - 7, height: height - 6 };
    for (const [from, columnsFirst] of [[wholeImage(image), false] as const, [middle, true] as const]) {
      const region = weighted({ from, to, window: wholeImage(to) }, filter, columnsFirst);
      const expected = resampleScalar(image, region);
      const got = resample?.(image, region);
      expect(got).toMatchObject(to);
      expect(Buffer.compare(got?.data ?? Buffer.alloc(0), expected.data)).toBe(0);
    }
  });

  it('is compiled from its current source', () => {
    const script = fileURLToPath(new URL('../../scripts/compile-kernel.mjs', import.meta.url));
    execFileSync(process.execPath, [script, '--check']);
  });
});

describe('resizing for a part of the result', () => {
  it.each([
    ['a photograph', { width: 600, height: 450 }, { width: 341, height: 256 }],
    ['one so tall that its columns come first', { width: 32, height: 3_300 }, { width: 20, height: 2_000 }],
    ['one so tall, enlarged', { width: 3, height: 400 }, { width: 30, height: 4_000 }],
  ])('gives that part of the whole result: %s', (_, size, to) => {
    const image = noise(size.width, size.height);
    const from = wholeImage(size);
    const window: Region = { left: 7, top: 11, width: to.width - 10, height: to.height - 30 };
    const whole = resampleBilinear(image, { from, to, window: wholeImage(to) });
    const part = resampleBilinear(image, { from, to, window });
    expect(Buffer.compare(part.data, cut(whole, window).data)).toBe(0);
  });
});
