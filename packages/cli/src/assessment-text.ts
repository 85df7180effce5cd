import type { Assessment, Reason, Verdict } from '@slc/domain';

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
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

/** The verdict by its word, first, and what it rests on: one line each. */
export function assessmentText(assessment: Assessment): readonly string[] {
  const { verdict, reasons, predictionSet, outlier, views } = assessment;
  const why = reasons.map((reason) => REASON_WORDS[reason]);
  const lines = [
    `${VERDICT_WORDS[verdict]}: ${why.join('; ') || 'nothing that was measured speaks against this answer'}.`,
  ];
  if (predictionSet) {
    const { classes, coverage } = predictionSet;
    lines.push(`plausible: ${classes.join(', ')} (${asPercent(coverage)} of such sets hold the true class)`);
  }
  if (outlier) {
    const { score, unusableFrom } = outlier;
    const limits = `undecided above 1, unusable above ${unusableFrom.toFixed(2)}`;
    lines.push(`outlier score ${score.toFixed(2)} (${limits})`);
  }
  if (views) lines.push(`${views.agreeing} of ${views.count} views of the picture agree`);
  const missing = [...(predictionSet ? [] : ['prediction sets']), ...(outlier ? [] : ['outlier limits'])];
  if (missing.length > 0) lines.push(`This model has no measured ${missing.join(', and no ')}.`);
  return lines;
}

function asPercent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
