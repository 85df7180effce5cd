import { type Assessment, LABEL_SETS } from '@slc/domain';
import { expect, it } from 'vitest';
import { AssessmentTally } from './assessment-tally.js';

const CLASSES = LABEL_SETS['benign-malignant'];
const PLAIN: Assessment = {
  verdict: 'clear',
  reasons: [],
  predictionSet: null,
  outlier: null,
  quality: [],
  views: null,
};

it('keeps verdicts, sets in the order of the classes, and outliers by both limits, in the order of the images', () => {
  const tally = new AssessmentTally(CLASSES, 9);
  const assessed = (classes: readonly string[], score: number): Assessment => ({
    ...PLAIN,
    verdict: score > 1 ? 'undecided' : 'clear',
    predictionSet: { classes, coverage: 0.9 },
    outlier: { score, unusableFrom: 2 },
  });
  tally.add(7, assessed(['malignant'], 1.5));
  tally.add(8, assessed(['benign'], 2.5));
  tally.add(2, assessed(['malignant', 'benign'], 0.5));
  expect(tally.outlierScores([2, 7, 8])).toEqual(Float64Array.of(0.5, 1.5, 2.5));
  expect(tally.all([2, 7, 8])).toEqual({
    verdicts: ['clear', 'undecided', 'undecided'],
    predictionSets: { coverage: 0.9, members: Uint8Array.of(1, 1, 0, 1, 1, 0) },
    outliers: { undecided: 2, unusable: 1 },
  });
});

it('has verdicts alone for a model without limits', () => {
  const tally = new AssessmentTally(CLASSES, 1);
  tally.add(0, PLAIN);
  expect(tally.all([0])).toEqual({ verdicts: ['clear'] });
  expect(tally.outlierScores([0])).toBe(null);
});
