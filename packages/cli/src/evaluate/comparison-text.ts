import type { Estimate } from '@slc/domain';
import {
  CLASSES_SHOWN,
  faultLines,
  LINES_SHOWN,
  modelLine,
  signedEstimate,
  textTable,
  withRest,
} from '../text-parts.js';
import type { Comparison } from './compare-models.js';
import type { Evaluation } from './evaluate-images.js';

/** One model's answers beside another's; nothing without a second model. */
export function comparisonText({ comparison, failed, perClass }: Evaluation): readonly string[] {
  if (comparison === null) return [];
  const { model, engine, temperatures, images, groups, mcnemar } = comparison;
  const known = new Set(failed.map(({ file }) => file));
  const onlySecond = comparison.failed.filter(({ file }) => !known.has(file));
  const supports = new Map(perClass.map(({ class: id, support }) => [id, support]));
  return [
    '',
    `compared with      ${modelLine({ model, temperature: temperatures.second, engine })}`,
    `images of both     ${images} in ${groups} groups`,
    `answers            both right ${mcnemar.bothRight}, only the first ${mcnemar.onlyFirstRight}, only the second ${mcnemar.onlySecondRight}, both wrong ${mcnemar.bothWrong}`,
    `McNemar’s test     p = ${pValue(mcnemar.pValue)}, exact and two-sided`,
    '',
    ...textTable(
      [
        ['figure', 'first', 'second', 'second minus first'],
        ...headlines(comparison),
        ...recalls(comparison, supports),
      ],
      [1, 2],
    ),
    '',
    'In brackets 95 % intervals of the differences: bootstrap over groups, the same draws of images for both models.',
    ...faultLines('failed with the second', onlySecond),
    ...differingLines(comparison),
  ];
}

/** A figure of both models, and the difference. */
interface Pair {
  readonly first: Estimate | null;
  readonly second: Estimate | null;
  readonly difference: Estimate | null;
}

function headlines(comparison: Comparison): string[][] {
  const { accuracy, balancedAccuracy, macroF1, nll, ece, brier, malignantRocAuc } = comparison;
  return [
    row('accuracy', accuracy),
    row('balanced accuracy', balancedAccuracy),
    row('macro F1', macroF1),
    row('NLL', nll),
    row('ECE', ece),
    row('Brier', brier),
    row('malignant ROC AUC', malignantRocAuc),
  ];
}

/** Of the classes with most images, as the table of the first model has them. */
function recalls({ perClass }: Comparison, supports: ReadonlyMap<string, number>): string[][] {
  return perClass
    .toSorted((a, b) => (supports.get(b.class) ?? 0) - (supports.get(a.class) ?? 0))
    .slice(0, CLASSES_SHOWN)
    .map(({ class: id, recall }) => row(`recall ${id}`, recall));
}

function row(name: string, { first, second, difference }: Pair): string[] {
  const value = (figure: Estimate | null) => (figure === null ? '–' : figure.value.toFixed(3));
  return [name, value(first), value(second), signedEstimate(difference)];
}

function pValue(value: number): string {
  return value < 0.001 ? value.toExponential(1) : value.toFixed(3);
}

function differingLines({ differing }: Comparison): readonly string[] {
  const lines = differing
    .slice(0, LINES_SHOWN)
    .map(
      ({ file, label, first, second }) =>
        `differ: ${file} (${label}): first ${first.class} ${first.probability.toFixed(2)}, second ${second.class} ${second.probability.toFixed(2)}`,
    );
  return withRest(lines, 'differ: ', differing.length);
}
