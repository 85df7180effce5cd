import type { Estimate } from '@slc/domain';
import type { LabelledAnswers } from '../answers.js';
import { agreement, type PairedLogits } from './agreement.js';
import { type CompareOptions, compare } from './compare.js';

/** What a network loses at another precision than float32, each figure with the interval of its paired difference. */
export interface PrecisionLoss {
  /** By how much it falls, as the next. Null without labels, as all but `agreement`. */
  readonly accuracy: Estimate | null;
  readonly balancedAccuracy: Estimate | null;
  /** Share of images whose top class stays. */
  readonly agreement: Estimate;
  /** By how much it rises, as the next. */
  readonly nll: Estimate | null;
  readonly ece: Estimate | null;
  /** By how much it falls. Null, too, where the classes do not say which are malignant. */
  readonly malignantRocAuc: Estimate | null;
}

/** @param other the same network's answers to the same images @throws SlcError as `compare` */
export function precisionLoss(
  float32: LabelledAnswers,
  other: LabelledAnswers,
  options: CompareOptions,
): PrecisionLoss {
  const { accuracy, balancedAccuracy, nll, ece, malignantRocAuc } = compare(float32, other, options);
  const { groups } = float32;
  return {
    accuracy: fall(accuracy.difference),
    balancedAccuracy: fall(balancedAccuracy.difference),
    agreement: agreement({ first: float32.logits, second: other.logits, groups }, options),
    nll: nll.difference,
    ece: ece.difference,
    malignantRocAuc: fall(malignantRocAuc.difference),
  };
}

/** Without labels. @throws SlcError as `agreement` */
export function unlabelledLoss(answers: PairedLogits): PrecisionLoss {
  const unknown = { accuracy: null, balancedAccuracy: null, nll: null, ece: null, malignantRocAuc: null };
  return { ...unknown, agreement: agreement(answers) };
}

/** The one number that a limit is compared with: the larger fall, or the share of top classes that change without labels. */
export function worstLoss({ accuracy, balancedAccuracy, agreement: same }: PrecisionLoss): number {
  if (accuracy === null || balancedAccuracy === null) return 1 - same.value;
  return Math.max(accuracy.value, balancedAccuracy.value);
}

/** A difference the other way round. */
function fall(difference: Estimate | null): Estimate | null {
  // Without the sign of 0.
  return difference && { value: 0 - difference.value, low: 0 - difference.high, high: 0 - difference.low };
}
