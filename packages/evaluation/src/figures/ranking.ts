import type { Weights } from './bootstrap.js';

/** How many images lie at each threshold of a ranking, (steps): those that count as positive, and the others. */
export interface Steps {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** Images ordered by a score, highest first. Images of the same score make one step, since no threshold parts them. */
export class Ranking {
  /** (steps), the scores, falling. */
  readonly thresholds: Float64Array;
  readonly #stepOf: Int32Array;
  readonly #positive: ArrayLike<number>;
  readonly #steps: Steps;

  /**
   * @param scores (n)
   * @param positive (n), 1 where the image counts as positive, else 0
   */
  constructor(scores: Float64Array, positive: ArrayLike<number>) {
    this.thresholds = Float64Array.from(new Set(scores)).sort().reverse();
    const steps = new Map(Array.from(this.thresholds, (score, step) => [score, step]));
    this.#stepOf = Int32Array.from(scores, (score) => steps.get(score) as number);
    this.#positive = positive;
    this.#steps = {
      positives: new Float64Array(this.thresholds.length),
      negatives: new Float64Array(this.thresholds.length),
    };
  }

  /** The arrays are the ranking's own: the next call changes them. */
  tally(weights: Weights): Steps {
    const { positives, negatives } = this.#steps;
    positives.fill(0);
    negatives.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const side = this.#positive[i] === 1 ? positives : negatives;
      (side[this.#stepOf[i] as number] as number) += weights[i] as number;
    }
    return this.#steps;
  }
}
