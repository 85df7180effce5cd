import {
  type Assessment,
  boundOf,
  type QualityFigure,
  type Reason,
  reasonsToTell,
  type Verdict,
} from '@slc/domain';
import { percent } from './percent.js';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  clear: 'Clear',
  undecided: 'Undecided',
  unusable: 'Unusable',
};

const REASON_WORDS: Readonly<Record<Reason, string>> = {
  'several-classes': 'more than one class is plausible',
  'views-disagree': 'the answer changes with how the picture is turned',
  'unlike-training': 'the picture is unlike those that the model was made for',
  blurred: 'the picture is blurred',
  dark: 'the picture is too dark',
  bright: 'the picture is too bright',
  flat: 'the picture is nearly one colour',
  colourless: 'the picture has no colour',
  small: 'the picture is smaller than what the model looks at',
};

/** The verdict by its word, and why; of an unusable picture also what that means for the answer. */
export function verdictText(assessment: Assessment): string {
  const { faults, others } = reasonsToTell(assessment);
  const why = [...faults, ...others].map((reason) => REASON_WORDS[reason]).join('; ');
  const nothing = 'one class stands out, and nothing that was measured speaks against this answer';
  const sentence = `${VERDICT_WORDS[assessment.verdict]}: ${why || nothing}.`;
  return assessment.verdict === 'unusable'
    ? `${sentence} What the model makes of it means nothing.`
    : sentence;
}

/** What the verdict rests on: one line each. No set is plausible for a picture that cannot be judged. */
export function measuredText(assessment: Assessment): readonly string[] {
  const { verdict, predictionSet, outlier, quality, views } = assessment;
  const lines: string[] = [];
  if (predictionSet && verdict !== 'unusable') {
    const { classes, coverage } = predictionSet;
    lines.push(`plausible: ${classes.join(', ')} (${percent(coverage)} of such sets hold the true class)`);
  }
  if (outlier) {
    const { score, unusableFrom } = outlier;
    const limits = `undecided above 1, unusable above ${unusableFrom.toFixed(2)}`;
    lines.push(`outlier score ${score.toFixed(2)} (${limits})`);
  }
  if (quality.length > 0) lines.push(`quality: ${quality.map(figureText).join(', ')}`);
  if (views) lines.push(`${views.agreeing} of ${views.count} views of the picture agree`);
  const missing = [
    ...(predictionSet ? [] : ['prediction sets']),
    ...(outlier ? [] : ['outlier limits']),
    ...(quality.length > 0 ? [] : ['limits of quality']),
  ];
  if (missing.length > 0) lines.push(`This model has no measured ${missing.join(', and no ')}.`);
  return lines;
}

function figureText(figure: QualityFigure): string {
  const { code, value, limit } = figure;
  const write = (number: number) => (code === 'clipped' ? percent(number) : asNumber(number));
  return `${code} ${write(value)} (at ${boundOf(figure)} ${write(limit)})`;
}

/** Whole from 100 on, else to three significant digits. */
function asNumber(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
