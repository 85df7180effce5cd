import { wilson } from '@slc/domain';
import { type CalibratedAnswers, expectLength } from './calibrated-answers.js';
import type { Estimate } from './estimate.js';

export interface VerdictFigures {
  readonly verdict: string;
  readonly images: number;
  /** Share of all images. */
  readonly share: Estimate;
  /** Share of right answers among these. */
  readonly accuracy: Estimate;
}

/**
 * @param verdicts (n)
 * @returns the verdicts that occur, in alphabetical order
 */
export function verdictFigures({ right }: CalibratedAnswers, verdicts: readonly string[]): VerdictFigures[] {
  expectLength('verdicts', verdicts.length, right.length);
  return [...new Set(verdicts)].sort().map((verdict) => {
    const own = right.filter((_, image) => verdicts[image] === verdict);
    return {
      verdict,
      images: own.length,
      share: wilson(own.length, right.length),
      accuracy: wilson(
        own.reduce((sum, one) => sum + one, 0),
        own.length,
      ),
    };
  });
}
