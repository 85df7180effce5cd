import { expect, it } from 'vitest';
import { chooseRanges, RANGE_CANDIDATES, type Ranges } from './choose-ranges.js';
import { meanDivergence } from './divergence.js';
import { ValueHistogram } from './value-histogram.js';

function countsOf(values: Float32Array) {
  const histogram = new ValueHistogram('a');
  histogram.add(values);
  return histogram.counts();
}

const even = Float32Array.from({ length: 20_000 }, (_, i) => i / 20_000);
const counts = new Map([
  ['even', countsOf(even)],
  ['far', countsOf(Float32Array.of(...even.subarray(0, 19_999), 1_000_000))],
]);

it('takes the ranges that the network does best with', async () => {
  const tried: [string, Ranges][] = [];
  const chosen = await chooseRanges(counts, async (ranges, method) => {
    tried.push([method, ranges]);
    return method === 'percentile 99.99' ? 0.1 : 0.2;
  });
  expect(tried).toHaveLength(RANGE_CANDIDATES);
  expect(chosen).toMatchObject({
    method: 'percentile 99.99',
    ranges: Object.fromEntries(tried)['percentile 99.99'],
    divergences: { 'all values': 0.2, 'percentile 99.99': 0.1 },
  });
  const { 'least squared error': mixed } = Object.fromEntries(tried);
  // One far value costs more, cut off, than coarse steps cost all others.
  expect(mixed?.far?.[1]).toBe(1_000_000);
  expect(mixed?.even?.[1]).toBeCloseTo(1, 3);
});

it('takes the first of ways that do as well', async () => {
  expect((await chooseRanges(counts, async () => 0)).method).toBe('all values');
});

it('measures the divergence of answers, which nothing but a changed answer has', () => {
  const reference = { logits: Float32Array.of(0, Math.log(3), 5, 5), classes: 2 };
  expect(meanDivergence(reference, Float32Array.of(7, 7 + Math.log(3), 0, 0), 1)).toBeCloseTo(0, 6);
  // (1/4, 3/4) from (1/2, 1/2), and nothing of the second picture.
  const expected = (0.25 * Math.log(0.5) + 0.75 * Math.log(1.5)) / 2;
  expect(meanDivergence(reference, Float32Array.of(0, 0, 5, 5), 1)).toBeCloseTo(expected, 6);
  expect(meanDivergence(reference, Float32Array.of(0, 1e30, 0, -1e30), 1)).toBeLessThan(100);
});
