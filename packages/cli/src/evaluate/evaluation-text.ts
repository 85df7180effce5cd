import type { ClassFigures } from '@slc/evaluation';
import { comparisonText } from './comparison-text.js';
import type { Evaluation } from './evaluate.js';
import { CLASSES_SHOWN, estimate, faultLines, modelLine, textTable } from './text-parts.js';

export function evaluationText(evaluation: Evaluation): string {
  const { model, engine, temperature, images, groups, failed, leftOut } = evaluation;
  const counts = `${images} in ${groups} groups, ${failed.length} failed, ${leftOut.length} left out`;
  return [
    `model              ${modelLine({ model, temperature, engine })}`,
    `images             ${counts}`,
    ...headlines(evaluation).map(([name, text]) => `${name.padEnd(18)} ${text}`),
    '',
    ...classTable(evaluation.perClass),
    '',
    'In brackets 95 % intervals: Wilson for accuracy, recall and precision, else bootstrap over groups (lesion or patient).',
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

function classTable(perClass: readonly ClassFigures[]): readonly string[] {
  const shown = perClass.toSorted((a, b) => b.support - a.support).slice(0, CLASSES_SHOWN);
  const rows = [
    ['class', 'images', 'recall', 'precision', 'F1', 'ROC AUC'],
    ...shown.map((figures) => [
      figures.class,
      String(figures.support),
      ...[figures.recall, figures.precision, figures.f1, figures.rocAuc].map(estimate),
    ]),
  ];
  const lines = textTable(rows);
  const left = perClass.length - shown.length;
  return left > 0 ? [...lines, `and ${left} classes with no more images`] : lines;
}
