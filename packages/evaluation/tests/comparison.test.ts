import { expect, it } from 'vitest';
import { compare, type LabelledAnswers } from '../dist/index.js';
import { differences } from './differences.js';
import { REFERENCES } from './references.js';

it.each(REFERENCES)(
  'compares two models as scikit-learn and scipy do, on the reference data $name',
  (reference) => {
    const { answers, temperature, draws, seed, expected } = reference;
    const { differing, ...figures } = compare(answers, secondModel(answers), {
      temperatures: { first: temperature, second: 0.7 },
      draws,
      seed,
    });
    const { differing: expectedImages, ...expectedFigures } = expected.compare;
    expect(differences(figures, expectedFigures)).toEqual([]);
    expect(differing.map(({ image }) => image)).toEqual(expectedImages);
  },
);

/** Its logits are the mean of the image's own and those of the seventh image after it. */
function secondModel(answers: LabelledAnswers): LabelledAnswers {
  const { logits, classes } = answers;
  const mean = logits.map((logit, at) => {
    const other = logits[(at + 7 * classes.length) % logits.length] ?? Number.NaN;
    return (logit + other) / 2;
  });
  return { ...answers, logits: mean };
}
