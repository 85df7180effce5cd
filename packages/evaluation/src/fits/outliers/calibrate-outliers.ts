import type { Embeddings, LabelledAnswers } from '../../answers.js';
import type { Random } from '../../random.js';
import { FOLDS, groupFolds } from '../group-folds.js';
import { imagesPerClass } from '../images-per-class.js';
import { countEmbeddings, embeddingOf, selectEmbeddings } from '../select-images.js';
import { largestScore, type OutlierDetector, type PartScores, partScores } from './detector.js';
import { type FittedLimits, fitOutlierLimits } from './fit-limits.js';
import { fitOutlierParts, type OutlierSample } from './fit-parts.js';

/** As many directions as a whitening can use; where there are few images, one for each four. */
const COMPONENTS = 128;
const IMAGES_PER_COMPONENT = 4;

/** Rarer classes share one mean. */
const OWN_MEAN_IMAGES = 20;

/** How often the parts are fitted: without each fold, and on all images. */
export const OUTLIER_FITS = FOLDS + 1;

export interface OutlierCalibrationOptions {
  /** (n), each genuine image's fold. */
  readonly folds: Int32Array;
  readonly wrongSort: Embeddings | null;
  readonly random: Random;
  /** Called before each fit with its number, 0 .. OUTLIER_FITS - 1. */
  onFit(fit: number): void;
}

export interface OutlierCalibration {
  readonly fitted: { readonly detector: OutlierDetector; readonly unusableFrom: number };
  /** Each image's figures are of a detector and of limits that were fitted without its fold. */
  readonly heldOut: {
    readonly genuine: HeldOutOutliers;
    readonly wrongSort: HeldOutOutliers | null;
  };
}

export interface HeldOutOutliers {
  /** (n) */
  readonly scores: Float64Array;
  /** (n), the score from which each image is unusable. */
  readonly unusableFrom: Float64Array;
  /** Images that score above 1. */
  readonly undecided: number;
  /** Images that score above the limit from which an image is unusable. */
  readonly unusable: number;
}

/**
 * Fits the parts five times without a fold and once on all. The limits come from the scores of held-out images, since those of
 * the images of a fit are too low. A held-out figure takes its limits from the other folds' held-out scores.
 */
export function calibrateOutliers(
  answers: LabelledAnswers,
  genuine: Embeddings,
  { folds, wrongSort, random, onFit }: OutlierCalibrationOptions,
): OutlierCalibration {
  const sample: OutlierSample = { genuine, meanOf: sharedMeans(answers), wrongSort };
  const wrongFolds = groupFolds(
    Int32Array.from({ length: countEmbeddings(wrongSort) }, (_, i) => i),
    random,
  );
  const smallestFit = folds.length - Math.max(...foldSizes(folds));
  const components = Math.min(COMPONENTS, Math.floor(smallestFit / IMAGES_PER_COMPONENT));
  const scores = new Array<PartScores>(folds.length);
  const wrongScores = new Array<PartScores>(wrongFolds.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    onFit(fold);
    const parts = fitOutlierParts(withoutFold(sample, fold, { folds, wrongFolds }), components);
    scoreFold(parts, genuine, { folds, fold, scores });
    if (wrongSort) scoreFold(parts, wrongSort, { folds: wrongFolds, fold, scores: wrongScores });
  }
  const limitsOf = (isWanted: (image: number) => boolean) =>
    fitOutlierLimits(
      scores.filter((_, image) => isWanted(image)),
      wrongSort !== null,
    );
  const limits = limitsOf(() => true);
  const limitsWithout = Array.from({ length: FOLDS }, (_, fold) =>
    limitsOf((image) => folds[image] !== fold),
  );
  onFit(FOLDS);
  return {
    fitted: {
      detector: { parts: fitOutlierParts(sample, components), limits: limits.limits },
      unusableFrom: limits.unusableFrom,
    },
    heldOut: {
      // Safe: folds are 0 .. FOLDS - 1.
      genuine: heldOut(scores, (image) => limitsWithout[folds[image] as number] as FittedLimits),
      wrongSort: wrongSort && heldOut(wrongScores, () => limits),
    },
  };
}

/** The index of each image's mean: its class's, or K for the classes that share one. */
function sharedMeans(answers: LabelledAnswers): Int32Array {
  const { classes, labels } = answers;
  const counts = imagesPerClass(answers);
  return labels.map((label) => ((counts[label] as number) < OWN_MEAN_IMAGES ? classes.length : label));
}

function foldSizes(folds: Int32Array): number[] {
  return Array.from({ length: FOLDS }, (_, fold) => folds.filter((own) => own === fold).length);
}

function withoutFold(
  { genuine, meanOf, wrongSort }: OutlierSample,
  fold: number,
  { folds, wrongFolds }: { folds: Int32Array; wrongFolds: Int32Array },
): OutlierSample {
  return {
    genuine: selectEmbeddings(genuine, (image) => folds[image] !== fold),
    meanOf: meanOf.filter((_, image) => folds[image] !== fold),
    wrongSort: wrongSort && selectEmbeddings(wrongSort, (image) => wrongFolds[image] !== fold),
  };
}

function scoreFold(
  parts: OutlierDetector['parts'],
  embeddings: Embeddings,
  { folds, fold, scores }: { folds: Int32Array; fold: number; scores: PartScores[] },
): void {
  for (const [image, own] of folds.entries()) {
    if (own === fold) scores[image] = partScores(parts, embeddingOf(embeddings, image));
  }
}

function heldOut(parts: readonly PartScores[], limitsFor: (image: number) => FittedLimits): HeldOutOutliers {
  const scores = Float64Array.from(parts, (score, image) => largestScore(score, limitsFor(image).limits));
  const unusableFrom = scores.map((_, image) => limitsFor(image).unusableFrom);
  return {
    scores,
    unusableFrom,
    undecided: scores.filter((score) => score > 1).length,
    // Safe: both have an entry for each image.
    unusable: scores.filter((score, image) => score > (unusableFrom[image] as number)).length,
  };
}
