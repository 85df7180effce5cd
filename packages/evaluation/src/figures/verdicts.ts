import { type Estimate, VERDICTS, type Verdict, wilson } from '@slc/domain/light';
import { type CalibratedAnswers, expectLength } from './calibrated-answers.js';

export interface VerdictShare {
  readonly verdict: Verdict;
  readonly images: number;
  /** Share of all images. */
  readonly share: Estimate;
}

export interface VerdictFigures extends VerdictShare {
  readonly right: number;
  /** Share of right answers among these. */
  readonly accuracy: Estimate;
}

/**
 * @param verdicts (n)
 * @returns the verdicts that occur, in the order of `VERDICTS`
 */
export function verdictFigures({ right }: CalibratedAnswers, verdicts: readonly Verdict[]): VerdictFigures[] {
  expectLength('verdicts', verdicts.length, right.length);
  return verdictShares(verdicts).map((row) => {
    const own = right.filter((isRight, image) => isRight === 1 && verdicts[image] === row.verdict).length;
    return { ...row, right: own, accuracy: wilson(own, row.images) };
  });
}

/**
 * @param verdicts (n)
 * @returns the verdicts that occur, in the order of `VERDICTS`
 */
export function verdictShares(verdicts: readonly Verdict[]): VerdictShare[] {
  return VERDICTS.flatMap((verdict) => {
    const images = verdicts.filter((own) => own === verdict).length;
    return images === 0 ? [] : [{ verdict, images, share: wilson(images, verdicts.length) }];
  });
}
