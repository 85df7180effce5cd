import { type LesionClass, SlcError } from '@slc/domain/light';
import type { LabelledAnswers } from '../answers.js';
import {
  type BootstrapOptions,
  bootstrap,
  type Estimated,
  resamplingOf,
  type Statistic,
} from './bootstrap.js';
import { brierScores } from './brier-scores.js';
import { type CalibratedAnswers, calibrateAnswers } from './calibrated-answers.js';
import { calibrationError } from './calibration-error.js';
import { accuracy, balancedAccuracy, countClasses, macroF1, recalls } from './class-counts.js';
import { rankClass } from './class-figures.js';
import { classOrder } from './class-order.js';
import { rankMalignant } from './malignant.js';
import { mcnemarExact } from './mcnemar.js';
import { rocAuc } from './roc.js';
import { leavesOf, mapLeaves } from './tree.js';
import { weightedMean } from './weighted-mean.js';

export interface CompareOptions extends BootstrapOptions {
  /** T of each model. */
  readonly temperatures: { readonly first: number; readonly second: number };
}

/** Two models on the same images: plain JSON, null where a figure is not defined for one of them. */
export interface ComparisonFigures extends Omit<Compared, 'recalls' | 'rocAucs'> {
  readonly images: number;
  readonly groups: number;
  readonly bootstrap: { readonly draws: number; readonly seed: number };
  readonly temperatures: { readonly first: number; readonly second: number };
  readonly perClass: readonly {
    readonly class: string;
    readonly recall: Compared['recalls'][number];
    readonly rocAuc: Compared['rocAucs'][number];
  }[];
  readonly mcnemar: McnemarFigures;
  /** Images for which the two name different classes. */
  readonly differing: readonly DifferingAnswer[];
}

/** Each figure of both models with its interval, and the second minus the first on the same draws of images. */
type Compared = Estimated<Paired<Headline>>;

type Paired<Tree> = [Tree] extends [number | null]
  ? { readonly first: Tree; readonly second: Tree; readonly difference: Tree }
  : { readonly [Key in keyof Tree]: Paired<Tree[Key]> };

interface Headline {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  readonly nll: number;
  readonly brier: number;
  readonly ece: number;
  readonly malignantRocAuc: number | null;
  /** (K), as the next. */
  readonly recalls: readonly (number | null)[];
  readonly rocAucs: readonly (number | null)[];
}

export interface McnemarFigures {
  readonly bothRight: number;
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  readonly bothWrong: number;
  /** Exact and two-sided. */
  readonly pValue: number;
}

export interface DifferingAnswer {
  /** Its place among the images, from 0. */
  readonly image: number;
  /** Id of the true class. */
  readonly label: string;
  readonly first: { readonly class: string; readonly probability: number };
  readonly second: { readonly class: string; readonly probability: number };
}

/**
 * @param second of the same images in the same order; its classes may come in another order
 * @throws SlcError `invalid_request` where the models have different classes, or there are no images; `internal` where the
 *   images differ
 */
export function compare(
  first: LabelledAnswers,
  second: LabelledAnswers,
  options: CompareOptions,
): ComparisonFigures {
  const { temperatures } = options;
  const { classes, groups } = first;
  const a = calibrateAnswers(first, temperatures.first);
  const b = calibrateAnswers(reorderClasses(second, classes), temperatures.second);
  if (a.labels.length !== b.labels.length || a.labels.some((label, image) => label !== b.labels[image])) {
    throw new SlcError('internal', 'answers to compare: expected the same images, got others');
  }
  const measures = { a: headlineStatistic(a, classes), b: headlineStatistic(b, classes) };
  const resampling = resamplingOf(groups, options);
  const { recalls, rocAucs, ...overall } = bootstrap(
    (weights) => pair(measures.a(weights), measures.b(weights)),
    resampling,
  );
  return {
    images: a.labels.length,
    groups: new Set(groups).size,
    bootstrap: { draws: resampling.draws, seed: resampling.seed },
    temperatures,
    ...overall,
    perClass: classes.map(({ id }, k) => ({
      class: id,
      // Safe: there is one of each for each class.
      recall: recalls[k] as Compared['recalls'][number],
      rocAuc: rocAucs[k] as Compared['rocAucs'][number],
    })),
    mcnemar: mcnemarFigures(a, b),
    differing: differingAnswers(a, b, classes),
  };
}

/** The same answers with the classes, and so logits and labels, in another model's order. */
function reorderClasses(answers: LabelledAnswers, classes: readonly LesionClass[]): LabelledAnswers {
  const from = classOrder(classes, answers.classes);
  const count = classes.length;
  return {
    ...answers,
    classes,
    logits: answers.logits.map((_, at) => {
      const k = at % count;
      return answers.logits[at - k + (from[k] as number)] as number;
    }),
    labels: answers.labels.map((label) => from.indexOf(label)),
  };
}

function headlineStatistic(answers: CalibratedAnswers, classes: readonly LesionClass[]): Statistic<Headline> {
  const brier = brierScores(answers);
  const ece = calibrationError(answers);
  const malignant = rankMalignant(answers, classes);
  const rankings = classes.map((_, k) => rankClass(answers, k));
  return (weights) => {
    const counts = countClasses(answers, weights);
    return {
      accuracy: accuracy(counts),
      balancedAccuracy: balancedAccuracy(counts),
      macroF1: macroF1(counts),
      nll: weightedMean(answers.logLosses, weights),
      brier: weightedMean(brier, weights),
      ece: ece(weights),
      malignantRocAuc: malignant && rocAuc(malignant.tally(weights)),
      recalls: recalls(counts),
      rocAucs: rankings.map((ranking) => rocAuc(ranking.tally(weights))),
    };
  };
}

function pair<Tree>(first: Tree, second: Tree): Paired<Tree> {
  const others = leavesOf(second);
  let leaf = 0;
  const paired = mapLeaves(first, (a) => {
    const b = others[leaf++] ?? null;
    return { first: a, second: b, difference: a === null || b === null ? null : b - a };
  });
  // Safe: mapLeaves keeps the tree and replaces its leaves.
  return paired as Paired<Tree>;
}

function mcnemarFigures(first: CalibratedAnswers, second: CalibratedAnswers): McnemarFigures {
  const counts = { bothRight: 0, onlyFirstRight: 0, onlySecondRight: 0, bothWrong: 0 };
  for (const [image, right] of first.right.entries()) {
    if (right === 1) counts[second.right[image] === 1 ? 'bothRight' : 'onlyFirstRight']++;
    else counts[second.right[image] === 1 ? 'onlySecondRight' : 'bothWrong']++;
  }
  return { ...counts, pValue: mcnemarExact(counts.onlyFirstRight, counts.onlySecondRight) };
}

function differingAnswers(
  first: CalibratedAnswers,
  second: CalibratedAnswers,
  classes: readonly LesionClass[],
): DifferingAnswer[] {
  const idOf = (k: number | undefined) => classes[k ?? -1]?.id ?? '';
  const answerOf = ({ topClasses, topProbabilities }: CalibratedAnswers, image: number) => ({
    class: idOf(topClasses[image]),
    probability: topProbabilities[image] as number,
  });
  return Array.from(first.labels.keys())
    .filter((image) => first.topClasses[image] !== second.topClasses[image])
    .map((image) => ({
      image,
      label: idOf(first.labels[image]),
      first: answerOf(first, image),
      second: answerOf(second, image),
    }));
}
