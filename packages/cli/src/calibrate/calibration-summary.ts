import type { Classifier } from '@slc/classifier';
import { type Estimate, type LesionClass, wilson } from '@slc/domain';
import {
  type BeforeAndAfter,
  type HeldOutOutliers,
  type LeftOut,
  type VerdictFigures,
  type VerdictShare,
  verdictShares,
} from '@slc/evaluation';
import { notFittedInEnglish } from '@slc/evaluation/report';
import type { FailedImage } from '../answering/collect-images.js';
import type { Fit } from './fit-protocol.js';

/** What `--json` writes. Figures are of images whose lesion or patient the fits had not seen. */
export interface Calibration {
  readonly model: Classifier['model'];
  readonly engine: Classifier['engine'];
  readonly images: number;
  readonly groups: number;
  readonly failed: readonly FailedImage[];
  readonly leftOut: readonly LeftOut[];
  readonly temperature: Change<number> & { readonly folds: readonly number[] };
  readonly nll: Change<Estimate>;
  readonly ece: Change<Estimate>;
  readonly brier: Change<Estimate>;
  readonly predictionSet: CalibratedSets;
  /** Null where no detector was fitted. */
  readonly outliers: CalibratedOutliers | null;
  /** What a reader would be told of images that the fits had not seen. */
  readonly verdicts: {
    readonly genuine: readonly VerdictFigures[];
    /** Null where no detector was fitted with pictures of `--not`. */
    readonly not: readonly VerdictShare[] | null;
  };
  /** Pictures of `--not`; null where none were given. */
  readonly not: { readonly images: number; readonly failed: readonly FailedImage[] } | null;
  /** What could not be fitted and why, one sentence each. */
  readonly notFitted: readonly string[];
  /** Paths of what was written. */
  readonly manifest: string;
  readonly outliersFile: string | null;
}

/** Before: at the temperature that the model came with. */
interface Change<T> {
  readonly before: T;
  readonly after: T;
}

export interface CalibratedSets {
  readonly asked: number;
  readonly got: Estimate;
  readonly perClass: readonly {
    readonly class: string;
    readonly images: number;
    readonly covered: number;
    readonly got: Estimate;
  }[];
  /** How many sets hold 1, 2, … classes. */
  readonly sizes: readonly number[];
}

export interface CalibratedOutliers {
  readonly unusableFrom: number;
  readonly genuine: OutlierShares;
  readonly not: OutlierShares | null;
}

export interface OutlierShares {
  readonly images: number;
  /** Above 1, those above `unusableFrom` too. */
  readonly undecided: Estimate;
  readonly unusable: Estimate;
}

export interface CalibrationRun
  extends Pick<Calibration, 'model' | 'engine' | 'failed' | 'leftOut' | 'not' | 'manifest' | 'outliersFile'> {
  /** The model's. */
  readonly classes: readonly LesionClass[];
}

export function calibrationSummary(
  { calibration, before, after }: Fit,
  { classes, ...run }: CalibrationRun,
): Calibration {
  const { fitted, heldOut, notFitted } = calibration;
  const both = (figure: 'ece' | 'brier') => ({
    before: estimateAfter(before[figure]),
    after: estimateAfter(after[figure]),
  });
  return {
    ...run,
    images: after.images,
    groups: after.groups,
    temperature: {
      before: before.temperature,
      after: fitted.temperature,
      folds: heldOut.temperatures,
    },
    nll: { before: before.nll.after, after: after.nll.after },
    ece: both('ece'),
    brier: both('brier'),
    predictionSet: calibratedSets(fitted.predictionSet.coverage, heldOut.coverage),
    outliers:
      fitted.outliers && heldOut.outliers
        ? {
            unusableFrom: fitted.outliers.unusableFrom,
            genuine: shares(heldOut.outliers.genuine),
            not: heldOut.outliers.wrongSort && shares(heldOut.outliers.wrongSort),
          }
        : null,
    verdicts: {
      genuine: after.verdicts ?? [],
      not: heldOut.verdicts.wrongSort && verdictShares(heldOut.verdicts.wrongSort),
    },
    notFitted: notFittedInEnglish(notFitted, classes),
  };
}

/** Of figures at a model's own temperature: what `before` holds there is at T = 1. */
function estimateAfter({ after, after95 }: BeforeAndAfter): Estimate {
  return { value: after, ...after95 };
}

function calibratedSets(
  asked: number,
  { images, covered, sizes, perClass }: Fit['calibration']['heldOut']['coverage'],
): CalibratedSets {
  return {
    asked,
    got: wilson(covered, images),
    // Each class has an image, or nothing would have been fitted.
    perClass: perClass.map((row) => ({ ...row, got: wilson(row.covered, row.images) })),
    sizes,
  };
}

function shares({ scores, undecided, unusable }: HeldOutOutliers): OutlierShares {
  const images = scores.length;
  return { images, undecided: wilson(undecided, images), unusable: wilson(unusable, images) };
}
