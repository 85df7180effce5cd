import { describe, expect, it } from 'vitest';
import { uniform } from '../../scripts/picture-defects.mjs';
import { loadCountsKernel } from './counts-kernel.js';
import { scalarCounts } from './counts-scalar.js';
import { createSimdCounts } from './counts-simd.js';
import { MEASURED_SIDE } from './figure-counts.js';

const kernel = loadCountsKernel();

describe.skipIf(kernel === undefined)('the counts in 128-bit instructions', () => {
  const counts = kernel ? createSimdCounts(kernel) : scalarCounts;
  const random = uniform(1);
  const colours = (toSample: (at: number) => number) =>
    Uint8Array.from({ length: MEASURED_SIDE * MEASURED_SIDE * 3 }, (_, at) => toSample(at));

  it.each<[string, Uint8Array]>([
    ['noise', colours(() => random() * 256)],
    ['light noise, around where white begins', colours(() => 244 + random() * 12)],
    ['dark noise, around where black ends', colours(() => random() * 22)],
    ['black', colours(() => 0)],
    ['white', colours(() => 255)],
    ['black and white noise, of more detail than bins', colours((at) => ((at * 7) % 11 > 4 ? 249 : 12))],
    ['full colours', colours((at) => (at % 3 === 0 ? 255 : 0))],
  ])('are those of the scalar code: %s', (_, data) => {
    const expected = scalarCounts.lumaSums(data);
    const got = counts.lumaSums(data);
    expect(got).toEqual(expected);
    expect(counts.countDetail(got.quarters)).toEqual(scalarCounts.countDetail(expected.quarters));
    const { samples, unit } = got.quarters;
    const smaller = { samples: samples.slice(0, 64 * 64), side: 64, unit };
    expect(counts.countDetail(smaller)).toEqual(scalarCounts.countDetail(smaller));
  });
});
