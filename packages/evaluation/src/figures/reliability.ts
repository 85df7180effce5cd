import { type Estimate, wilson } from '@slc/domain/light';
import type { CalibratedAnswers } from './calibrated-answers.js';
import { BINS, binOf } from './calibration-error.js';

/** Answers whose top probability lies above `from` and at most at `to`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean top probability. */
  readonly confidence: number;
  /** Share of right answers. */
  readonly accuracy: Estimate;
}

/** What a reliability diagram shows: the 15 bins of the calibration error, without the empty ones. */
export function reliabilityBins({ topProbabilities, right }: CalibratedAnswers): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, sum: 0, right: 0 }));
  for (const [i, probability] of topProbabilities.entries()) {
    // Safe: binOf gives 0 to 14.
    const bin = bins[binOf(probability)] as (typeof bins)[number];
    bin.count++;
    bin.sum += probability;
    bin.right += right[i] as number;
  }
  return bins.flatMap(({ count, sum, right }, b) =>
    count === 0
      ? []
      : [
          {
            from: b / BINS,
            to: (b + 1) / BINS,
            count,
            confidence: sum / count,
            accuracy: wilson(right, count),
          },
        ],
  );
}
