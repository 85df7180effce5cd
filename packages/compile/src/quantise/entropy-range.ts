import type { ValueCounts } from './value-histogram.js';
import type { ValueRange } from './value-ranges.js';

/** Values of 8 bits. */
const LEVELS = 256;
/** Ranges that are tried, from a sixteenth of the largest magnitude in even steps up to all of it. */
const CANDIDATES = 60;
const NARROWEST = 0.0625;
/** Bins that are taken together: onnxruntime looks at 2,048, too, and the work grows with their number. */
const COARSE = 4;
/** In place of a probability of 0, where the logarithm has no value. */
const SMOOTHING = 1e-4;

/**
 * The range that loses the least information: of values cut off at it and rounded to 8 bits, the distribution has the
 * smallest Kullback-Leibler divergence from that of the values themselves (Migacz, "8-bit inference with TensorRT", GTC 2017).
 * Both ends are moved in by the same magnitude, as far as there are values. Zeros do not count: 8 bits have them exactly, and of
 * what a relu gives they would hide all else.
 */
export function entropyRange(counts: ValueCounts): ValueRange {
  const { smallest, largest } = counts;
  const bins = coarseBins(counts);
  const width = COARSE * counts.width;
  const half = bins.length / 2;
  const magnitude = Math.ceil(Math.max(-smallest, largest) / width);
  let best: { range: ValueRange; divergence: number } = {
    range: [smallest, largest],
    divergence: Number.POSITIVE_INFINITY,
  };
  for (let candidate = CANDIDATES; candidate >= 0; candidate--) {
    const share = NARROWEST + ((1 - NARROWEST) * candidate) / CANDIDATES;
    const limit = Math.ceil(share * magnitude);
    const first = Math.max(half - limit, half + Math.floor(smallest / width));
    const end = Math.min(half + limit, half + Math.floor(largest / width) + 1);
    // Of values far from 0 a narrow range holds none.
    if (first >= end) continue;
    const divergence = divergenceOf(bins, first, end);
    if (divergence < best.divergence) {
      const low = Math.max(smallest, (first - half) * width);
      best = { range: [low, Math.min(largest, (end - half) * width)], divergence };
    }
  }
  return best.range;
}

function coarseBins({ bins, zeros }: ValueCounts): Float64Array {
  const coarse = new Float64Array(bins.length / COARSE);
  for (const [i, count] of bins.entries()) (coarse[Math.floor(i / COARSE)] as number) += count;
  (coarse[coarse.length / 2] as number) -= zeros;
  return coarse;
}

/** Of the bins `first` to `end` with all others cut off to their ends, from the same rounded to 8 bits. In nats. */
function divergenceOf(bins: Float64Array, first: number, end: number): number {
  const kept = bins.slice(first, end);
  const reference = kept.slice();
  (reference[0] as number) += sum(bins, 0, first);
  (reference[reference.length - 1] as number) += sum(bins, end, bins.length);
  return divergence(smoothed(reference), smoothed(roundedToLevels(kept, reference)));
}

/** Each level's values in even parts on those of its bins that hold any in the reference. */
function roundedToLevels(kept: Float64Array, reference: Float64Array): Float64Array {
  const rounded = new Float64Array(kept.length);
  const levels = Math.min(LEVELS, kept.length);
  for (let level = 0; level < levels; level++) {
    const from = Math.floor((level * kept.length) / levels);
    const to = Math.floor(((level + 1) * kept.length) / levels);
    const values = sum(kept, from, to);
    let filled = 0;
    for (let i = from; i < to; i++) if (reference[i] !== 0) filled++;
    for (let i = from; i < to; i++) if (reference[i] !== 0) rounded[i] = values / filled;
  }
  return rounded;
}

/** As probabilities, none of them 0. */
function smoothed(counts: Float64Array): Float64Array {
  const total = sum(counts, 0, counts.length) || 1;
  const zeros = counts.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
  const spread = zeros === 0 ? 0 : SMOOTHING / zeros;
  const left = zeros === 0 ? 1 : 1 - SMOOTHING;
  return counts.map((value) => (value === 0 ? spread : (left * value) / total));
}

function divergence(reference: Float64Array, other: Float64Array): number {
  return reference.reduce((total, p, i) => total + p * Math.log(p / (other[i] as number)), 0);
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i] as number;
  return total;
}
