import { calibrate } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../dist/index.js';
import { differences } from './differences.js';
import { REFERENCES, type Reference } from './references.js';

describe.each(REFERENCES)('figures of the reference data $name', (reference) => {
  const { answers, temperature, prevalence, draws, seed, expected } = reference;

  it('are those of scikit-learn, scipy and numpy, with their intervals', () => {
    const figures = evaluate(answers, {
      temperature,
      prevalence,
      draws,
      seed,
      ...assessments(reference),
    });
    expect(differences(figures, expected.evaluate)).toEqual([]);
  });

  it('are JSON without NaN', () => {
    const figures = evaluate(answers, { temperature, draws: 20, ...assessments(reference) });
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  });
});

/** Sets, verdicts and counts of outliers that follow from the probabilities, as in the script. */
function assessments({ answers: { classes, logits }, temperature }: Reference) {
  const count = classes.length;
  const rows = Array.from({ length: logits.length / count }, (_, image) =>
    calibrate(logits.subarray(image * count, (image + 1) * count), temperature),
  );
  const sets = rows.map((row) => row.map((p, k) => p >= 0.15 || k === row.indexOf(Math.max(...row))));
  return {
    predictionSets: { coverage: 0.9, members: Uint8Array.from(sets.flat(), Number) },
    verdicts: sets.map((set) => (set.filter(Boolean).length === 1 ? 'clear' : 'undecided')),
    outliers: {
      undecided: rows.filter((row) => Math.max(...row) < 0.4).length,
      unusable: rows.filter((row) => Math.max(...row) < 0.3).length,
    },
  };
}
