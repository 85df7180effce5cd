import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../pixels.js';
import { cut, type Region, wholeImage } from '../region.js';
import { loadKernel } from './resample-kernel.js';
import { resampleScalar } from './resample-scalar.js';
import { createSimdResampler } from './resample-simd.js';
import { triangleWeights } from './triangle-weights.js';

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

describe.skipIf(!kernel)('the kernel (skipped on a processor without 128-bit instructions)', () => {
  const resample = kernel && createSimdResampler(kernel, triangleWeights);

  it.each([
    [600, 450, 192, 192],
    [450, 600, 192, 192],
    [1_024, 768, 224, 224],
    [40, 3_200, 192, 192],
    [3_200, 33, 192, 192],
    [40, 40, 300, 290],
    [191, 193, 192, 192],
    [7_000, 40, 17, 5],
    [64, 64, 1, 1],
    [5_000, 900, 97, 131],
  ])('gives the bytes of the scalar code: %i x %i to %i x %i', (width, height, toWidth, toHeight) => {
    const image = noise(width, height);
    const size = { width: toWidth, height: toHeight };
    const middle: Region = { left: 3, top: 5, width: width - 7, height: height - 6 };
    for (const region of [wholeImage(image), middle]) {
      const expected = resampleScalar(cut(image, region), size, triangleWeights);
      const got = resample?.(image, size, region);
      expect(got).toMatchObject(size);
      expect(Buffer.compare(got?.data ?? Buffer.alloc(0), expected.data)).toBe(0);
    }
  });

  it('is compiled from its current source', () => {
    const script = fileURLToPath(new URL('../../scripts/compile-kernel.mjs', import.meta.url));
    execFileSync(process.execPath, [script, '--check']);
  });
});
