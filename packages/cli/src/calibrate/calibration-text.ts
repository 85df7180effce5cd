import { type Estimate, VERDICTS, type Verdict } from '@slc/domain';
import type { VerdictShare } from '@slc/evaluation';
import { modelName } from '../model-name.js';
import { estimate, faultLines, textTable } from '../text-parts.js';
import type { Calibration, OutlierShares } from './calibration-summary.js';

export function calibrationText(calibration: Calibration): string {
  const { model, engine, images, groups, failed, leftOut, not, notFitted, manifest } = calibration;
  const counts = `${images} in ${groups} groups, ${failed.length} failed, ${leftOut.length} left out`;
  return [
    `model              ${modelName(model)}, engine ${engine}`,
    `images             ${counts}`,
    ...(not ? [`not such images    ${not.images}, ${not.failed.length} failed`] : []),
    '',
    ...changes(calibration),
    '',
    ...predictionSets(calibration),
    '',
    ...outliers(calibration),
    '',
    ...verdicts(calibration),
    '',
    'Measured on images whose lesion or patient the fits had not seen (five folds). In brackets 95 % intervals: Wilson for shares,',
    'else bootstrap over groups (lesion or patient).',
    ...notFitted.map((sentence) => `not fitted: ${sentence}`),
    ...faultLines('failed', [...failed, ...(not?.failed ?? [])]),
    ...faultLines('left out', leftOut),
    '',
    `manifest           ${manifest}`,
    `serve it           MODEL=${manifest} npm start`,
  ].join('\n');
}

function changes({ temperature, nll, ece, brier }: Calibration): readonly string[] {
  const { folds } = temperature;
  const row = (name: string, { before, after }: { before: Estimate; after: Estimate }) => [
    name,
    estimate(before),
    estimate(after),
  ];
  const rows = [
    ['', 'before', 'after'],
    [
      'temperature',
      String(temperature.before),
      `${temperature.after} (folds ${Math.min(...folds).toFixed(3)} to ${Math.max(...folds).toFixed(3)})`,
    ],
    row('NLL', nll),
    row('ECE', ece),
    row('Brier', brier),
  ];
  return textTable(rows, []);
}

/** The classes with fewer images are in `--json`. */
const CLASSES_SHOWN = 20;

function predictionSets({ predictionSet: { asked, got, perClass, sizes } }: Calibration): readonly string[] {
  const shown = perClass.toSorted((a, b) => b.images - a.images).slice(0, CLASSES_SHOWN);
  const counts = sizes.flatMap((count, i) => (count === 0 ? [] : [`${count} of ${i + 1}`]));
  return [
    `prediction sets    ${asked} asked, ${estimate(got)} hold the true class; classes in a set: ${counts.join(', ')}`,
    ...textTable([
      ['class', 'images', 'coverage'],
      ...shown.map((row) => [row.class, String(row.images), estimate(row.got)]),
    ]),
    ...(perClass.length > shown.length
      ? [`and ${perClass.length - shown.length} classes with no more images`]
      : []),
  ];
}

function verdicts({ verdicts: { genuine, not } }: Calibration): readonly string[] {
  const shareOf = (shares: readonly VerdictShare[], verdict: Verdict) =>
    estimate(shares.find((row) => row.verdict === verdict)?.share ?? null);
  return textTable(
    [
      ['verdicts', 'such images', 'of these right', ...(not ? ['not such images'] : [])],
      ...VERDICTS.map((verdict) => [
        verdict,
        shareOf(genuine, verdict),
        estimate(genuine.find((row) => row.verdict === verdict)?.accuracy ?? null),
        ...(not ? [shareOf(not, verdict)] : []),
      ]),
    ],
    [],
  );
}

function outliers({ outliers: found }: Calibration): readonly string[] {
  if (!found) return ['outliers           no detector'];
  const row = (name: string, { images, undecided, unusable }: OutlierShares) => [
    name,
    String(images),
    estimate(undecided),
    estimate(unusable),
  ];
  return textTable([
    ['outliers', 'images', 'score above 1', `above ${found.unusableFrom.toFixed(2)}, unusable`],
    row('such images', found.genuine),
    ...(found.not ? [row('not such images', found.not)] : []),
  ]);
}
