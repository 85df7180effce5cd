import { type ModelManifest, type Verdict, wilsonOrNull } from '@slc/domain';
import type { PageContext } from './page-context.js';

/**
 * How often answers of a verdict were right, among images that the limits had not seen: those of the calibration, else of
 * the first test that counted verdicts.
 *
 * @returns the values of a message; null where that was not measured
 */
export function verdictRecord(
  { format }: PageContext,
  { evaluations, calibratedOn: source }: ModelManifest,
  verdict: Verdict,
) {
  const measured = evaluations.filter(({ verdicts }) => verdicts !== null);
  const { verdicts, images } =
    measured.find(({ dataset }) => dataset === source?.dataset) ?? measured[0] ?? {};
  const counts = verdicts?.find((row) => row.verdict === verdict);
  const right = counts && wilsonOrNull(counts.right, counts.images);
  if (!counts || !right) return null;
  const percent = (fraction: number) => format.percent(fraction, 0);
  return {
    given: format.integer(counts.images),
    images: format.integer(images ?? 0),
    right: percent(right.value),
    low: percent(right.low),
    high: percent(right.high),
  };
}
