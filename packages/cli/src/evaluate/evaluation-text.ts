import type { ClassFigures, Estimate } from '@slc/evaluation';
import type { FailedImage } from './collect-answers.js';
import type { Evaluation } from './evaluate.js';

/** The classes with fewer images are in `--json`. */
const CLASSES_SHOWN = 20;
const FAULTS_SHOWN = 10;

export function evaluationText(evaluation: Evaluation): string {
  const { model, engine, temperature, images, groups, failed, leftOut } = evaluation;
  const counts = `${images} in ${groups} groups, ${failed.length} failed, ${leftOut.length} left out`;
  return [
    `model              ${model.id} ${model.revision}${model.standIn ? ' (compact stand-in)' : ''}, T = ${temperature}, engine ${engine}`,
    `images             ${counts}`,
    ...headlines(evaluation).map(([name, text]) => `${name.padEnd(18)} ${text}`),
    '',
    ...classTable(evaluation.perClass),
    '',
    'In brackets 95 % intervals: Wilson for accuracy, recall and precision, else bootstrap over groups (lesion or patient).',
    ...faultLines('failed', failed),
    ...faultLines('left out', leftOut),
  ].join('\n');
}

function faultLines(what: string, faults: readonly Pick<FailedImage, 'file' | 'message'>[]): string[] {
  const lines = faults.slice(0, FAULTS_SHOWN).map(({ file, message }) => `${what}: ${file}: ${message}`);
  if (faults.length > FAULTS_SHOWN) lines.push(`${what}: ${faults.length - FAULTS_SHOWN} more, see --json`);
  return lines;
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

function classTable(perClass: readonly ClassFigures[]): string[] {
  const shown = perClass.toSorted((a, b) => b.support - a.support).slice(0, CLASSES_SHOWN);
  const rows = [
    ['class', 'images', 'recall', 'precision', 'F1', 'ROC AUC'],
    ...shown.map((figures) => [
      figures.class,
      String(figures.support),
      ...[figures.recall, figures.precision, figures.f1, figures.rocAuc].map(estimate),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 1 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const left = perClass.length - shown.length;
  return left > 0 ? [...lines, `and ${left} classes with no more images`] : lines;
}

function estimate(figure: Estimate | null): string {
  if (figure === null) return '–';
  return `${figure.value.toFixed(3)} (${figure.low.toFixed(3)} to ${figure.high.toFixed(3)})`;
}
