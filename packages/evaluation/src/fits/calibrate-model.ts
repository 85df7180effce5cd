import {
  calibrate,
  type PredictionSetLimits,
  predictionSet,
  type SetThresholds,
  SlcError,
  type Verdict,
} from '@slc/domain';
import type { Embeddings, LabelledAnswers } from '../answers.js';
import { Random } from '../random.js';
import { fewestScores } from './conformal-limit.js';
import { FOLDS, groupFolds } from './group-folds.js';
import { heldOutVerdicts, type ObservedImages } from './held-out-verdicts.js';
import { imagesPerClass } from './images-per-class.js';
import { FEWEST_WRONG_SORT, listNotFitted, type NotFitted } from './not-fitted.js';
import { calibrateOutliers, OUTLIER_FITS, type OutlierCalibration } from './outliers/calibrate-outliers.js';
import { fewestForThreshold, fitPredictionSets } from './prediction-sets.js';
import { countEmbeddings, selectImages } from './select-images.js';
import { fitTemperature } from './temperature.js';

/** Fewer images leave the limits to chance. */
const FEWEST_IMAGES = 100;

export interface CalibrationOptions {
  /** Kept where none can be fitted. */
  readonly temperature: number;
  /** Share of images whose prediction set should hold the true class. */
  readonly coverage: number;
  /** Of the labelled images; without it there are no verdicts. */
  readonly observed?: ObservedImages;
  /** Pictures that people upload by mistake. */
  readonly wrongSort?: WrongSortImages;
  /** Of the random numbers that deal groups to folds; 1 unless given. */
  readonly seed?: number | undefined;
  /** Called before each piece of work. */
  readonly onStep?: ((step: CalibrationStep) => void) | undefined;
}

/** What a model answered for m pictures of another sort than it is made for. */
export interface WrongSortImages {
  /** (m, K), before temperature. */
  readonly logits: Float64Array;
  readonly embeddings: Embeddings;
  readonly observed: ObservedImages;
}

/** One of the pieces of a calibration's work. */
export interface CalibrationStep {
  /** Pieces that are done. */
  readonly done: number;
  readonly total: number;
  /** What is fitted now, in words. */
  readonly what: string;
}

export interface ModelCalibration {
  /** Fitted on all images: this is stored. */
  readonly fitted: FittedAnswers & { readonly outliers: OutlierCalibration['fitted'] | null };
  /** What was fitted on the other folds, applied to each image: this is reported. */
  readonly heldOut: HeldOutAnswers & {
    /** (n), each image's fold. */
    readonly folds: Int32Array;
    /** One for each fold. */
    readonly temperatures: readonly number[];
    readonly outliers: OutlierCalibration['heldOut'] | null;
    readonly verdicts: {
      /** (n); null where nothing was observed of the images. */
      readonly genuine: readonly Verdict[] | null;
      /** (m); null where no detector was fitted with such pictures. */
      readonly wrongSort: readonly Verdict[] | null;
    };
  };
  /** False where no temperature fits best, and the one that was given is kept. */
  readonly isTemperatureFitted: boolean;
  /** What could not be fitted and why. */
  readonly notFitted: readonly NotFitted[];
}

export interface FittedAnswers {
  readonly temperature: number;
  readonly predictionSet: SetThresholds;
}

export interface HeldOutAnswers {
  /** (n, K) */
  readonly probabilities: Float64Array;
  /** (n, K), 1 where the image's prediction set holds the class, else 0. */
  readonly members: Uint8Array;
  /** How many these sets cover. */
  readonly coverage: NonNullable<PredictionSetLimits['heldOut']>;
}

/**
 * Makes a model's numbers honest with labelled images that it has not seen: its temperature, the limits of its prediction
 * sets, and an outlier detector where there are embeddings. The same arguments give the same result, bit for bit.
 *
 * @throws SlcError as `assertCalibratable`
 */
export function calibrateModel(given: LabelledAnswers, options: CalibrationOptions): ModelCalibration {
  assertCalibratable(given, options);
  const answers = withTellingEmbeddings(given);
  const { wrongSort, seed = 1, onStep } = options;
  const total = answers.embeddings ? 1 + OUTLIER_FITS : 1;
  onStep?.({ done: 0, total, what: 'temperature and prediction sets' });
  const random = Random.seeded(seed);
  const folds = groupFolds(answers.groups, random);
  const ownThresholds = classesWithThresholds(answers, options);
  const fit = (of: LabelledAnswers, bestTemperature: number | null) => {
    const temperature = asStored(bestTemperature ?? options.temperature);
    const { coverage } = options;
    return {
      temperature,
      predictionSet: fitPredictionSets(of, { temperature, coverage, ownThresholds }),
    };
  };
  const bestTemperature = fitTemperature(answers);
  const fitted = fit(answers, bestTemperature);
  const byFold = Array.from({ length: FOLDS }, (_, fold) => {
    const others = selectImages(answers, (image) => folds[image] !== fold);
    return fit(others, fitTemperature(others));
  });
  const usesWrongSort = wrongSort !== undefined && countEmbeddings(wrongSort.embeddings) >= FEWEST_WRONG_SORT;
  const outliers =
    answers.embeddings &&
    calibrateOutliers(answers, answers.embeddings, {
      folds,
      wrongSort: usesWrongSort ? wrongSort.embeddings : null,
      random,
      onFit: (fit) =>
        onStep?.({ done: 1 + fit, total, what: `outlier detector ${fit + 1} of ${OUTLIER_FITS}` }),
    });
  // Safe: folds are 0 .. FOLDS - 1.
  const heldOut = applyFits(answers, (image) => byFold[folds[image] as number] as FittedAnswers);
  return {
    fitted: { ...fitted, outliers: outliers?.fitted ?? null },
    heldOut: {
      ...heldOut,
      folds,
      temperatures: byFold.map(({ temperature }) => temperature),
      outliers: outliers?.heldOut ?? null,
      verdicts: verdictsOf(answers, options, {
        members: heldOut.members,
        outliers: outliers?.heldOut ?? null,
        fitted,
      }),
    },
    isTemperatureFitted: bestTemperature !== null,
    notFitted: listNotFitted(answers, { ...options, bestTemperature }),
  };
}

/** An embedding that is the same for every image tells none from another: it is none. */
function withTellingEmbeddings({ embeddings, ...answers }: LabelledAnswers): LabelledAnswers {
  if (!embeddings) return answers;
  const { data, length } = embeddings;
  return data.some((value, i) => value !== data[i % length]) ? { ...answers, embeddings } : answers;
}

type HeldOut = ModelCalibration['heldOut'];

interface VerdictGrounds extends Pick<HeldOut, 'members' | 'outliers'> {
  readonly fitted: FittedAnswers;
}

function verdictsOf(
  { classes }: LabelledAnswers,
  { observed, wrongSort }: CalibrationOptions,
  { members, outliers, fitted }: VerdictGrounds,
): HeldOut['verdicts'] {
  const genuine = observed && heldOutVerdicts(observed, { members, outliers: outliers?.genuine ?? null });
  if (!wrongSort || !outliers?.wrongSort) return { genuine: genuine ?? null, wrongSort: null };
  // The prediction sets that are stored have not seen these pictures either.
  const sets = plausibleClasses({ classes, logits: wrongSort.logits }, () => fitted);
  const limits = { members: sets.members, outliers: outliers.wrongSort };
  return { genuine: genuine ?? null, wrongSort: heldOutVerdicts(wrongSort.observed, limits) };
}

/**
 * Whether these images are enough to calibrate with, which can be known before they are classified.
 *
 * @throws SlcError `invalid_request` with the words of `whyNotCalibratable`
 */
export function assertCalibratable(images: CalibrationImages, coverage: CoverageOption): void {
  const reason = whyNotCalibratable(images, coverage);
  if (reason !== null) throw new SlcError('invalid_request', reason);
}

type CalibrationImages = Pick<LabelledAnswers, 'classes' | 'labels' | 'groups'>;
type CoverageOption = Pick<CalibrationOptions, 'coverage'>;

/**
 * @returns a sentence under 100 images or 5 groups, where a class of the model has no image, or where the coverage is too high
 *   for their number; null where they are enough
 */
export function whyNotCalibratable(
  { classes, labels, groups }: CalibrationImages,
  { coverage }: CoverageOption,
): string | null {
  if (!(coverage > 0 && coverage < 1)) return `coverage: expected a share between 0 and 1, got ${coverage}`;
  if (labels.length < FEWEST_IMAGES) {
    return `A calibration needs at least ${FEWEST_IMAGES} labelled images that the model has not seen; there are ${labels.length}.`;
  }
  // The images without a fold must bound the sets too, or these would hold every class where they are measured.
  const fewest = Math.ceil((fewestScores(coverage) * FOLDS) / (FOLDS - 1));
  if (labels.length < fewest) {
    return `A coverage of ${coverage} needs at least ${fewest} labelled images, to bound anything; there are ${labels.length}.`;
  }
  const counts = imagesPerClass({ classes, labels });
  const missing = classes.filter((_, index) => counts[index] === 0).map(({ name }) => name);
  if (missing.length > 0) {
    return `A calibration needs images of each class of the model; there is none of: ${missing.join(', ')}.`;
  }
  const groupCount = new Set(groups).size;
  if (groupCount < FOLDS) {
    return `A calibration needs images of at least ${FOLDS} lesions or patients, to measure on others than it was fitted on; there are ${groupCount}.`;
  }
  return null;
}

function classesWithThresholds(
  answers: LabelledAnswers,
  { coverage }: Pick<CalibrationOptions, 'coverage'>,
): ReadonlySet<string> {
  const counts = imagesPerClass(answers);
  const fewest = fewestForThreshold(coverage);
  return new Set(answers.classes.filter((_, index) => (counts[index] ?? 0) >= fewest).map(({ id }) => id));
}

/** Four digits of a temperature are what manifests have, so sets are fitted with the one that is served. */
function asStored(temperature: number): number {
  return Number(temperature.toPrecision(4));
}

/** @param fitFor what was fitted without an image */
function plausibleClasses(
  { classes, logits }: Pick<LabelledAnswers, 'classes' | 'logits'>,
  fitFor: (image: number) => FittedAnswers,
): Pick<HeldOutAnswers, 'probabilities' | 'members'> {
  const width = classes.length;
  const ids = classes.map(({ id }) => id);
  const probabilities = new Float64Array(logits.length);
  const members = new Uint8Array(logits.length);
  for (let image = 0; image * width < logits.length; image++) {
    const { temperature, predictionSet: limits } = fitFor(image);
    const row = calibrate(logits.subarray(image * width, (image + 1) * width), temperature);
    probabilities.set(row, image * width);
    members.set(predictionSet(row, ids, limits).map(Number), image * width);
  }
  return { probabilities, members };
}

/** @param fitFor what was fitted without an image */
function applyFits(answers: LabelledAnswers, fitFor: (image: number) => FittedAnswers): HeldOutAnswers {
  const { classes, labels } = answers;
  const width = classes.length;
  const ids = classes.map(({ id }) => id);
  const { probabilities, members } = plausibleClasses(answers, fitFor);
  const sizes = new Array<number>(width).fill(0);
  const coveredOf = new Array<number>(width).fill(0);
  for (const [image, label] of labels.entries()) {
    const set = members.subarray(image * width, (image + 1) * width);
    const size = set.filter(Boolean).length;
    sizes[size - 1] = (sizes[size - 1] as number) + 1;
    if (set[label]) coveredOf[label] = (coveredOf[label] as number) + 1;
  }
  const counts = imagesPerClass(answers);
  return {
    probabilities,
    members,
    coverage: {
      images: labels.length,
      covered: coveredOf.reduce((sum, count) => sum + count, 0),
      sizes,
      perClass: ids.map((id, index) => ({
        class: id,
        images: counts[index] as number,
        covered: coveredOf[index] as number,
      })),
    },
  };
}
