import { CLASSES_SHOWN, estimate, faultLines, modelLine, textTable } from '../text-parts.js';
import { comparisonText } from './comparison-text.js';
import type { Evaluation } from './evaluate-images.js';

export function evaluationText(evaluation: Evaluation): string {
  const { model, engine, temperature, images, groups, failed, leftOut, shard } = evaluation;
  const counts = `${images} in ${groups} groups, ${failed.length} failed, ${leftOut.length} left out`;
  return [
    `model              ${modelLine({ model, temperature, engine })}`,
    `images             ${counts}`,
    ...(shard ? [`share              ${shard.number}/${shard.of}: the figures are of its images alone`] : []),
    ...[...headlines(evaluation), ...trustLines(evaluation)].map(
      ([name, text]) => `${name.padEnd(18)} ${text}`,
    ),
    '',
    ...classTable(evaluation),
    '',
    'In brackets 95 % intervals: Wilson for shares of images (accuracy, recall, precision, coverage, verdicts, outliers), else',
    'bootstrap over groups (lesion or patient).',
    ...faultLines('failed', failed),
    ...faultLines('left out', leftOut),
    ...comparisonText(evaluation),
  ].join('\n');
}

function headlines({ accuracy, balancedAccuracy, macroF1, ...figures }: Evaluation): [string, string][] {
  const { nll, ece, brier, malignant } = figures;
  const change = (before: string, after: string) => `${after}, before temperature ${before}`;
  const both = ({ before, after }: { before: number; after: number }) =>
    change(before.toFixed(3), after.toFixed(3));
  return [
    ['accuracy', estimate(accuracy)],
    ['balanced accuracy', estimate(balancedAccuracy)],
    ['macro F1', estimate(macroF1)],
    ['NLL', change(estimate(nll.before), estimate(nll.after))],
    ['ECE', both(ece)],
    ['Brier', both(brier)],
    ['malignant ROC AUC', malignant?.rocAuc ? estimate(malignant.rocAuc) : 'not defined'],
  ];
}

/** When an answer is to be believed; without what the model has no limits for. */
function trustLines({ verdicts, predictionSets, outliers }: Evaluation): [string, string][] {
  const lines = (verdicts ?? []).map(({ verdict, share, accuracy }): [string, string] => [
    `verdict ${verdict}`,
    `${estimate(share)} of the images, ${estimate(accuracy)} of these right`,
  ]);
  if (predictionSets) {
    const { coverage, coverageAsked, meanSize } = predictionSets;
    const asked = `hold the true class, ${coverageAsked} is asked`;
    lines.push(['prediction sets', `${estimate(coverage)} ${asked}; ${estimate(meanSize)} classes each`]);
  }
  if (outliers) {
    const unusable = `unusable ${estimate(outliers.unusable)}`;
    lines.push(['outliers', `${estimate(outliers.undecided)} unlike the training images, ${unusable}`]);
  }
  return lines;
}

/** With the coverage of prediction sets where the model has them. Of many classes those with images are shown. */
function classTable({ perClass, predictionSets }: Evaluation): readonly string[] {
  const areMany = perClass.length > CLASSES_SHOWN;
  const shown = perClass
    .map((figures, k) => ({ ...figures, coverage: predictionSets?.coveragePerClass[k] ?? null }))
    .filter(({ support }) => support > 0 || !areMany)
    .toSorted((a, b) => b.support - a.support)
    .slice(0, CLASSES_SHOWN);
  const lines = textTable([
    ['class', 'images', 'recall', 'precision', 'F1', 'ROC AUC', ...(predictionSets ? ['coverage'] : [])],
    ...shown.map((figures) => [
      figures.class,
      String(figures.support),
      ...[figures.recall, figures.precision, figures.f1, figures.rocAuc].map(estimate),
      ...(predictionSets ? [estimate(figures.coverage)] : []),
    ]),
  ]);
  const left = perClass.length - shown.length;
  return left > 0 ? [...lines, `and ${left} classes with no more images`] : lines;
}
