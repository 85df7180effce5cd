import { calibrate } from '@slc/domain';

/** The answers of a network to n pictures. */
export interface NetworkAnswers {
  /** (n, classes), before temperature. */
  readonly logits: Float32Array;
  readonly classes: number;
}

/**
 * The mean over the pictures of the Kullback-Leibler divergence of `other` from `reference`, in nats: what is lost where the
 * probabilities of one are taken for those of the other.
 */
export function meanDivergence(
  { logits, classes }: NetworkAnswers,
  other: Float32Array,
  temperature: number,
): number {
  const pictures = logits.length / classes;
  let sum = 0;
  for (let picture = 0; picture < pictures; picture++) {
    const row = (values: Float32Array) =>
      calibrate(Array.from(values.subarray(picture * classes, (picture + 1) * classes)), temperature);
    const mistaken = row(other);
    for (const [k, p] of row(logits).entries()) {
      if (p > 0) sum += p * Math.log(p / Math.max(SMALLEST, mistaken[k] as number));
    }
  }
  return sum / pictures;
}

/** A probability that rounds to 0 is none: its logarithm has a bound. */
const SMALLEST = 1e-30;
