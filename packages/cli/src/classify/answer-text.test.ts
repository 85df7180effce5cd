import { type Assessment, type Classification, type Explanation, LABEL_SETS, NOTICE } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { answerText } from './answer-text.js';

const CLEAR: Assessment = {
  verdict: 'clear',
  reasons: [],
  predictionSet: { classes: ['MEL'], coverage: 0.9 },
  outlier: { score: 0.5, unusableFrom: 1.5 },
  quality: [
    { code: 'sharpness', value: 0.08349, limit: 0.024 },
    { code: 'brightness', value: 151.6, limit: 235 },
    { code: 'clipped', value: 0.0013, limit: 0.25 },
    { code: 'side', value: 1024, limit: 192 },
  ],
  views: { count: 4, agreeing: 4 },
};
const BLURRED: Assessment = {
  ...CLEAR,
  verdict: 'unusable',
  reasons: ['several-classes', 'views-disagree', 'blurred'],
  predictionSet: { classes: ['MEL', 'NV'], coverage: 0.9 },
};
const MAP: Explanation = {
  method: 'grad-cam',
  class: 'MEL',
  height: 1,
  width: 2,
  values: [1, 0],
  check: { drop: -0.115, randomDrop: 0.02, holds: false },
};

function textOf(assessment: Assessment, explanation?: Explanation): string {
  const answer: Classification = {
    topClass: 'MEL',
    predictions: [
      { class: 'MEL', probability: 0.75, logit: 1 },
      { class: 'NV', probability: 0.25, logit: 0 },
    ],
    assessment,
    ...(explanation && { explanation }),
    temperature: 1,
    model: { id: 'a-model', revision: 'r1', sha256: 'ab'.repeat(32), standIn: false, precision: 'float32' },
    engine: 'onnx',
    image: { format: 'jpeg', width: 64, height: 64 },
    timingsMs: { queue: 1, decode: 2, inference: 3, total: 6 },
    notice: NOTICE,
  };
  return answerText('a.jpg', answer, LABEL_SETS.ham10000);
}

describe('an answer as text', () => {
  it('says that one class stands out, and everything that was measured with its limit', () => {
    expect(textOf(CLEAR).split('\n').slice(0, 8)).toEqual([
      'a.jpg',
      '  Clear: one class stands out, and nothing that was measured speaks against this answer.',
      '  MEL    75.0 %  Melanoma',
      '  NV     25.0 %  Melanocytic naevus',
      '  plausible: MEL (90 % of such sets hold the true class)',
      '  outlier score 0.50 (undecided above 1, unusable above 1.50)',
      '  quality: sharpness 0.0835 (at least 0.024), brightness 152 (at most 235), clipped 0.1 % (at most 25 %), side 1024 (at least 192)',
      '  4 of 4 views of the picture agree',
    ]);
  });

  it('names what a model has no limits for, also where its pictures’ quality is not judged', () => {
    const text = textOf({ ...CLEAR, outlier: null, quality: [] });
    expect(text).toContain('This model has no measured outlier limits, and no limits of quality.');
  });

  it('of an unusable picture names what is wrong with it alone, and shows its numbers last, as meaningless', () => {
    const text = textOf(BLURRED, MAP);
    expect(text).not.toContain('plausible');
    expect(text).not.toContain('true class');
    expect(text.split('\n').slice(1, 9)).toEqual([
      '  Unusable: the picture is blurred. What the model makes of it means nothing.',
      '  outlier score 0.50 (undecided above 1, unusable above 1.50)',
      expect.stringMatching(/^ {2}quality: sharpness/),
      '  4 of 4 views of the picture agree',
      '  The numbers all the same. For this picture they mean nothing:',
      '    MEL    75.0 %  Melanoma',
      '    NV     25.0 %  Melanocytic naevus',
      '  Of a picture that cannot be judged a map means nothing either: grad-cam: the map does not show what the answer rests on: without its strongest fifth the probability rises by 11.5 points, without other fifths it falls by 2.0 points',
    ]);
  });
});
