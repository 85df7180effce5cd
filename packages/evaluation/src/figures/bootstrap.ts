import type { Estimate, Interval } from '@slc/domain';
import { Random } from '../random.js';
import { leavesOf, mapLeaves } from './tree.js';

/** (n), how often a draw holds each image. All are 1 for the images themselves. */
export type Weights = Int32Array;

/** A number of the weighted images; null where they do not define it. */
export type Statistic<Value = number | null> = (weights: Weights) => Value;

export interface Resampling {
  /** (n), any numbers. Images of the same number are drawn together. */
  readonly groups: Int32Array;
  /** How often the groups are drawn anew. */
  readonly draws: number;
  readonly seed: number;
}

export interface BootstrapOptions {
  /** Default 2,000. */
  readonly draws?: number | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
}

/** How groups are drawn, with the defaults in place of what is not given. @param groups (n) */
export function resamplingOf(groups: Int32Array, { draws, seed }: BootstrapOptions): Resampling {
  return { groups, draws: draws ?? 2_000, seed: seed ?? 1 };
}

/** The same tree of objects and arrays, with an estimate in place of each number. */
export type Estimated<Tree> = Tree extends null
  ? null
  : Tree extends number
    ? Estimate
    : { readonly [Key in keyof Tree]: Estimated<Tree[Key]> };

/**
 * Percentile intervals from a bootstrap over groups (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993,
 * chapters 8 and 13): each draw takes as many groups as there are, with replacement, and all images of a group together,
 * since images of one lesion are not independent. A draw is a weight for each image, so no row is copied.
 *
 * @param measure gives a tree of numbers and nulls, whose shape does not depend on the weights
 * @returns each number with the interval of its draws; draws that do not define it do not count. Null where the images
 *   themselves do not define it, or no draw does
 */
export function bootstrap<Tree>(measure: Statistic<Tree>, resampling: Resampling): Estimated<Tree> {
  const measured = measure(eachImageOnce(resampling.groups.length));
  const columns = leavesOf(measured).map((): number[] => []);
  for (const weights of drawWeights(resampling)) {
    for (const [index, leaf] of leavesOf(measure(weights)).entries()) {
      if (leaf !== null) columns[index]?.push(leaf);
    }
  }
  let column = 0;
  const estimated = mapLeaves(measured, (value) => {
    const interval = percentileInterval(columns[column++] ?? []);
    return value === null || interval === null ? null : { value, ...interval };
  });
  // Safe: mapLeaves keeps the tree and replaces its leaves.
  return estimated as Estimated<Tree>;
}

/** @returns (images), the weights of the images themselves */
export function eachImageOnce(images: number): Weights {
  return new Int32Array(images).fill(1);
}

/** One array of weights for all draws: it changes with each. */
function* drawWeights({ groups, draws, seed }: Resampling): Generator<Weights> {
  const random = Random.seeded(seed);
  const { indices, count } = numberDensely(groups);
  const drawn = new Int32Array(count);
  const weights = new Int32Array(groups.length);
  for (let draw = 0; draw < draws; draw++) {
    drawn.fill(0);
    for (let i = 0; i < count; i++) (drawn[random.below(count)] as number)++;
    for (let i = 0; i < weights.length; i++) weights[i] = drawn[indices[i] as number] as number;
    yield weights;
  }
}

/** Numbers the groups 0, 1, 2, … in the order in which they first appear. */
function numberDensely(groups: Int32Array): { indices: Int32Array; count: number } {
  const known = new Map<number, number>();
  const indices = groups.map((group) => {
    const index = known.get(group) ?? known.size;
    known.set(group, index);
    return index;
  });
  return { indices, count: known.size };
}

/** The 2.5th and the 97.5th percentile, with linear interpolation as numpy has it; null for no values. */
function percentileInterval(values: readonly number[]): Interval | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below] as number;
    const high = sorted[Math.ceil(position)] as number;
    return low + (high - low) * (position - below);
  };
  return { low: at(0.025), high: at(0.975) };
}
