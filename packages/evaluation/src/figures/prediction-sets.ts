import { type Estimate, wilson, wilsonOrNull } from '@slc/domain/light';
import { bootstrap, type Resampling } from './bootstrap.js';
import { type CalibratedAnswers, expectLength } from './calibrated-answers.js';
import { weightedMean } from './weighted-mean.js';

/** The classes that are plausible for each image. */
export interface PredictionSets {
  /** Share of images whose set should hold the true class. */
  readonly coverage: number;
  /** (n, K), 1 where the image's set holds the class, else 0. */
  readonly members: Uint8Array;
}

export interface PredictionSetFigures {
  readonly coverageAsked: number;
  /** Share of images whose set holds the true class. */
  readonly coverage: Estimate;
  /** In the order of the classes. */
  readonly coveragePerClass: readonly (Estimate | null)[];
  readonly meanSize: Estimate;
  /** How many sets hold 0, 1, … K classes. */
  readonly sizes: readonly number[];
  /** Share of sets that hold one class alone. */
  readonly singleShare: Estimate;
  /** Share of right answers among these. */
  readonly singleAccuracy: Estimate | null;
}

/**
 * How often the sets hold the true class, and how large they are: shares with Wilson intervals, the mean size by bootstrap.
 *
 * @throws SlcError `internal` where the sets are of other images
 */
export function predictionSetFigures(
  { classCount, labels, right }: CalibratedAnswers,
  { coverage, members }: PredictionSets,
  resampling: Resampling,
): PredictionSetFigures {
  const images = labels.length;
  expectLength('members of prediction sets', members.length, images * classCount);
  const sizes = new Array<number>(classCount + 1).fill(0);
  const sizeOf = new Int32Array(images);
  const perClass = Array.from({ length: classCount }, () => ({ images: 0, covered: 0 }));
  let covered = 0;
  let singleRight = 0;
  for (const [image, label] of labels.entries()) {
    const set = members.subarray(image * classCount, (image + 1) * classCount);
    const size = set.reduce((sum, member) => sum + member, 0);
    // Safe: calibrated answers have labels below K.
    const own = perClass[label] as (typeof perClass)[number];
    const holdsLabel = set[label] as number;
    sizeOf[image] = size;
    (sizes[size] as number)++;
    own.images++;
    own.covered += holdsLabel;
    covered += holdsLabel;
    if (size === 1) singleRight += right[image] as number;
  }
  const singles = sizes[1] as number;
  return {
    coverageAsked: coverage,
    coverage: wilson(covered, images),
    coveragePerClass: perClass.map((own) => wilsonOrNull(own.covered, own.images)),
    meanSize: bootstrap((weights) => weightedMean(sizeOf, weights), resampling),
    sizes,
    singleShare: wilson(singles, images),
    singleAccuracy: wilsonOrNull(singleRight, singles),
  };
}
