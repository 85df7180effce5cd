import { type Classification, classById, type LesionClass, readable, SlcError } from '@slc/domain';
import { withoutControls } from '../display-width.js';
import { modelName } from '../model-name.js';
import { measuredText, verdictText } from './assessment-text.js';
import { explanationText } from './explanation-text.js';
import { percentInColumn } from './percent.js';

/** The classes after these are hardly probable; the JSON lists all. */
const CLASSES_SHOWN = 20;

/** Above the numbers of a picture that cannot be judged, which come last, and before its map. */
const NUMBERS_ALL_THE_SAME = 'The numbers all the same. For this picture they mean nothing:';
const MAP_ALL_THE_SAME = 'Of a picture that cannot be judged a map means nothing either:';

/** One image's answer for a person: how far to believe it comes first. */
export function answerText(
  file: string,
  outcome: Classification | SlcError,
  labels: readonly LesionClass[],
): string {
  const name = withoutControls(file);
  if (outcome instanceof SlcError) return `${name}\n  error ${outcome.code}: ${readable(outcome.message)}\n`;
  const { engine, model, temperature, assessment, explanation } = outcome;
  const isUnusable = assessment.verdict === 'unusable';
  const by = `model ${modelName(model)}, T = ${temperature}, engine ${engine}`;
  const guesses = model.guessed
    ? [`Guessed: ${model.guessed.join(', ')}. Where a guess is wrong, so is this answer.`]
    : [];
  const map = explanation ? [explanationText(explanation)] : [];
  const classes = classLines(outcome, labels);
  const measured = measuredText(assessment);
  const body = isUnusable
    ? [
        ...measured,
        ...[NUMBERS_ALL_THE_SAME, ...classes.map((line) => `  ${line}`)],
        ...map.map((line) => `${MAP_ALL_THE_SAME} ${line}`),
      ]
    : [...classes, ...measured, ...map];
  const lines = [verdictText(assessment), ...guesses, ...body, by];
  return [name, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function classLines(
  { predictions, malignantProbability }: Classification,
  labels: readonly LesionClass[],
): string[] {
  const shown = predictions.slice(0, CLASSES_SHOWN);
  const width = Math.max(5, ...shown.map(({ class: id }) => id.length));
  const line = (id: string, probability: number, name: string) =>
    `${id.padEnd(width)} ${percentInColumn(probability)}  ${name}`;
  const lines = shown.map(({ class: id, probability }) => line(id, probability, classById(labels, id).name));
  const left = predictions.length - shown.length;
  if (left > 0) lines.push(`and ${left} less probable classes`);
  if (malignantProbability !== undefined) {
    lines.push(line('', malignantProbability, 'malignant or pre-malignant together'));
  }
  return lines;
}
