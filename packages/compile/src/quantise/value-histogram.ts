import { SlcError } from '@slc/domain';

/** On each side of zero. */
const HALF_BINS = 4096;

/** How often a layer's output has which value, over many images. Equal bins from 0 upwards and downwards. */
export interface ValueCounts {
  readonly smallest: number;
  readonly largest: number;
  /** Bin i holds the values from `(i - bins.length / 2) * width` on, below the next bin's. */
  readonly bins: Float64Array;
  readonly width: number;
  /** Values that are exactly 0: these are in a bin too. */
  readonly zeros: number;
}

/**
 * Counts values that come in pieces, in memory of one size. The bins' width is the least power of two with which they hold
 * all values so far: a larger value merges pairs of bins, so the counts do not depend on the order in which pieces come.
 */
export class ValueHistogram {
  readonly #layer: string;
  readonly #bins = new Float64Array(2 * HALF_BINS);
  #width = 0;
  #zeros = 0;
  #smallest = Number.POSITIVE_INFINITY;
  #largest = Number.NEGATIVE_INFINITY;

  /** @param layer whose values they are, for messages */
  constructor(layer: string) {
    this.#layer = layer;
  }

  /** @throws SlcError `invalid_model` for a value that is not finite */
  add(values: Float32Array): void {
    let smallest = this.#smallest;
    let largest = this.#largest;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
      // Is finite only where every value is: no finite float32 values add up to more than a double holds.
      sum += value;
    }
    if (!Number.isFinite(sum)) {
      throw new SlcError('invalid_model', `layer ${this.#layer}: expected finite values, it gives others`);
    }
    this.#smallest = smallest;
    this.#largest = largest;
    this.#widen(Math.max(Math.abs(smallest), Math.abs(largest)));
    this.#count(values);
  }

  /** @throws SlcError `internal` where nothing was counted */
  counts(): ValueCounts {
    if (this.#smallest > this.#largest) {
      throw new SlcError('internal', `layer ${this.#layer}: expected values to count, got none`);
    }
    return {
      ...{ smallest: this.#smallest, largest: this.#largest },
      ...{ bins: this.#bins, width: this.#width || Number.MIN_VALUE, zeros: this.#zeros },
    };
  }

  #widen(magnitude: number): void {
    if (magnitude < HALF_BINS * this.#width || magnitude === 0) return;
    if (this.#width === 0) {
      // Until now every value was 0, and lies where it belongs.
      this.#width = 2 ** (Math.floor(Math.log2(magnitude / HALF_BINS)) - 1);
    }
    while (magnitude >= HALF_BINS * this.#width) {
      mergePairs(this.#bins);
      this.#width *= 2;
    }
  }

  #count(values: Float32Array): void {
    const bins = this.#bins;
    // A power of two: the product is exact.
    const perWidth = this.#width === 0 ? 0 : 1 / this.#width;
    let zeros = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value === 0) zeros++;
      else (bins[HALF_BINS + Math.floor(value * perWidth)] as number)++;
    }
    (bins[HALF_BINS] as number) += zeros;
    this.#zeros += zeros;
  }
}

/** Bin i becomes part of bin floor(i / 2), counted from 0 upwards and downwards. */
function mergePairs(bins: Float64Array): void {
  const pairs = HALF_BINS / 2;
  // From the middle outwards, so that no count is overwritten before it is read.
  for (let i = 0; i < pairs; i++) {
    const above = HALF_BINS + 2 * i;
    const below = HALF_BINS - 2 - 2 * i;
    bins[HALF_BINS + i] = (bins[above] as number) + (bins[above + 1] as number);
    bins[HALF_BINS - 1 - i] = (bins[below] as number) + (bins[below + 1] as number);
  }
  bins.fill(0, HALF_BINS + pairs);
  bins.fill(0, 0, HALF_BINS - pairs);
}
