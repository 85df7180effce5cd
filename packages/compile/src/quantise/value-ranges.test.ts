import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { entropyRange } from './entropy-range.js';
import { percentileRange } from './percentile-range.js';
import { squaredError } from './squared-error.js';
import { ValueHistogram } from './value-histogram.js';
import { leastErrorRange, type ValueRange } from './value-ranges.js';

interface Reference {
  readonly 'all values': ValueRange;
  readonly percentile: ValueRange;
  readonly entropy: ValueRange;
  readonly squaredErrors?: Readonly<Record<'all values' | 'percentile' | 'entropy', number>>;
  readonly onnxruntimePercentile?: ValueRange;
}

const file = new URL('../../tests/range-references.json', import.meta.url);
const references: Readonly<Record<string, Reference>> = JSON.parse(await readFile(file, 'utf8'));

/** As the script draws them that made the references. */
function samples(): Readonly<Record<string, Float32Array>> {
  const count = 20_001;
  const even = Float64Array.from({ length: count }, (_, i) => (2 * (i + 0.5)) / count - 1);
  const longTails = even.map((s) => s / (1 - 0.999 * Math.abs(s)));
  const drawn: Record<string, Float64Array> = {
    even,
    'even with two far values': even.map((s, i) => (i === 0 ? -40 : i === count - 1 ? 100 : s)),
    'long tails': longTails,
    relu: longTails.map((value) => Math.max(0, value)),
    swish: longTails.map((value, i) => ((even[i] as number) < 0 ? 0.278 * (even[i] as number) : value)),
    'far from zero': even.map((s) => 3 + s),
    tiny: longTails.map((value) => 1e-20 * value),
    zeros: new Float64Array(count),
  };
  return Object.fromEntries(Object.entries(drawn).map(([name, values]) => [name, Float32Array.from(values)]));
}

function countsOf(...pieces: readonly Float32Array[]) {
  const histogram = new ValueHistogram('block/conv');
  for (const piece of pieces) histogram.add(piece);
  return histogram.counts();
}

describe.each(Object.entries(samples()))('ranges of values that are %s', (name, values) => {
  const reference = references[name] as Reference;
  const counts = countsOf(values);

  it('are those that numpy finds', () => {
    expect([counts.smallest, counts.largest]).toEqual(reference['all values']);
    expect(percentileRange(counts, 0.999)).toEqual(reference.percentile);
    expect(entropyRange(counts)).toEqual(reference.entropy);
  });

  it('have nearly the squared error that rounding each value has', () => {
    for (const [method, measured] of Object.entries(reference.squaredErrors ?? {})) {
      const range = reference[method as 'entropy'];
      // Even steps of the values themselves, and half a bin at the cut, are what the estimate leaves out.
      expect(squaredError(counts, range) / measured, method).toBeGreaterThan(0.8);
      expect(squaredError(counts, range) / measured, method).toBeLessThan(1.3);
    }
  });

  it('cut off what onnxruntime’s percentile does, to its wider bins', () => {
    const { onnxruntimePercentile: other = reference.percentile } = reference;
    const bin = Math.max(-counts.smallest, counts.largest) / 1_000;
    for (const end of [0, 1] as const) {
      expect(Math.abs(reference.percentile[end] - other[end])).toBeLessThanOrEqual(2 * bin);
    }
  });
});

describe('ValueHistogram', () => {
  it('counts the same in whatever order values come', () => {
    const values = samples()['long tails'] as Float32Array;
    const pieces = [values.subarray(9_000, 11_000), values.subarray(0, 9_000), values.subarray(11_000)];
    expect(countsOf(...pieces)).toEqual(countsOf(values));
    expect(countsOf(...pieces.toReversed())).toEqual(countsOf(values));
    expect(countsOf(new Float32Array(3), Float32Array.of(5))).toEqual(countsOf(Float32Array.of(0, 5, 0, 0)));
  });

  it('has each value in the bin that begins at or below it', () => {
    const { bins, width } = countsOf(Float32Array.of(-3, -0.5, 0, 0.5, 2.75));
    const filled = [...bins.entries()].filter(([, count]) => count > 0);
    expect(filled.map(([bin]) => (bin - bins.length / 2) * width)).toEqual([-3, -0.5, 0, 0.5, 2.75]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (value) => {
    expect(() => countsOf(Float32Array.of(1, value))).toThrow(/layer block\/conv: expected finite values/);
  });
});

it('takes the candidate with the least squared error', () => {
  const counts = countsOf(samples()['even with two far values'] as Float32Array);
  const narrow = [-1, 1] as const;
  const all = [-40, 100] as const;
  expect(leastErrorRange(counts, [narrow, all])).toEqual(all);
  expect(leastErrorRange(countsOf(samples().even as Float32Array), [all, narrow])).toEqual(narrow);
});
