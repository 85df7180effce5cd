import type { Assessment, QualityFigure, QualityReason, Reason } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { type AssessmentLimits, assess, type Observations } from './assess.js';

/** A class named by a letter for each probability, most probable first. */
function predictionsOf(...probabilities: readonly number[]): Observations['predictions'] {
  return probabilities.map((probability, i) => ({
    class: 'ABC'.charAt(i),
    probability,
    logit: Math.log(probability),
  }));
}

const SURE = predictionsOf(0.95, 0.04, 0.01);
const SURE_OBSERVATIONS: Observations = {
  predictions: SURE,
  views: null,
  outlierScore: null,
  quality: { quality: [], reasons: [] },
};

/** Classes of at least 30 %, C of at least 10 %. */
const predictionSet = { coverage: 0.9, threshold: 0.7, classThresholds: { C: 0.9 }, heldOut: null };
const outliers = {
  file: 'outliers.bin',
  sizeBytes: 4,
  sha256: '0'.repeat(64),
  unusableFrom: 1.7,
  heldOut: null,
};
const MEASURED: AssessmentLimits = { predictionSet, outliers };

const blur: QualityFigure = { code: 'sharpness', value: 0.01, limit: 0.2 };
const judged = (...reasons: readonly QualityReason[]): Partial<Observations> => ({
  quality: { quality: [blur], reasons },
});

type Verdict = Pick<Assessment, 'verdict' | 'reasons'>;
const clear: Verdict = { verdict: 'clear', reasons: [] };
const undecided = (...reasons: readonly Reason[]): Verdict => ({ verdict: 'undecided', reasons });
const unusable = (...reasons: readonly Reason[]): Verdict => ({ verdict: 'unusable', reasons });

describe('a model with measured limits', () => {
  it.each<[string, Partial<Observations>, Verdict]>([
    ['one plausible class is clear', {}, clear],
    ['nothing is clear where the picture was not looked at', { quality: null }, undecided()],
    [
      'one plausible class is clear, however low its probability',
      { predictions: predictionsOf(0.65, 0.29, 0.06) },
      clear,
    ],
    [
      'two plausible classes are undecided',
      { predictions: predictionsOf(0.6, 0.35, 0.05) },
      undecided('several-classes'),
    ],
    ['all four views agree', { views: { count: 4, agreeing: 4 } }, clear],
    ['a quarter of the views may disagree', { views: { count: 4, agreeing: 3 } }, clear],
    ['half of the views may not', { views: { count: 4, agreeing: 2 } }, undecided('views-disagree')],
    ['of eight views two may disagree', { views: { count: 8, agreeing: 6 } }, clear],
    ['of eight views three may not', { views: { count: 8, agreeing: 5 } }, undecided('views-disagree')],
    ['of two views none may disagree', { views: { count: 2, agreeing: 1 } }, undecided('views-disagree')],
    ['an outlier score of 1 is the limit', { outlierScore: 1 }, clear],
    ['a score above 1 is undecided', { outlierScore: 1.01 }, undecided('unlike-training')],
    ['a score at the second limit is undecided', { outlierScore: 1.7 }, undecided('unlike-training')],
    ['a score above the second limit is unusable', { outlierScore: 1.71 }, unusable('unlike-training')],
    ['a score far below 0 is clear', { outlierScore: -9 }, clear],
    ['a blurred picture is unusable', judged('blurred'), unusable('blurred')],
    ['a grey and small picture is unusable', judged('colourless', 'small'), unusable('colourless', 'small')],
    ['a judged picture without a fault is clear', judged(), clear],
    [
      'every reason that holds is named in the closed list’s order, and the strongest decides',
      {
        predictions: predictionsOf(0.5, 0.4, 0.1),
        views: { count: 4, agreeing: 1 },
        outlierScore: 1.2,
        ...judged('dark', 'blurred'),
      },
      unusable('several-classes', 'views-disagree', 'unlike-training', 'blurred', 'dark'),
    ],
  ])('%s', (_, observed, expected) => {
    expect(assess({ ...SURE_OBSERVATIONS, ...observed }, MEASURED)).toMatchObject(expected);
  });

  it('gives what it was judged by', () => {
    const views = { count: 4, agreeing: 4 };
    const observed = { ...SURE_OBSERVATIONS, views, outlierScore: 0.61, ...judged() };
    expect(assess({ ...observed, predictions: predictionsOf(0.55, 0.35, 0.1) }, MEASURED)).toEqual({
      verdict: 'undecided',
      reasons: ['several-classes'],
      predictionSet: { classes: ['A', 'B', 'C'], coverage: 0.9 },
      outlier: { score: 0.61, unusableFrom: 1.7 },
      quality: [blur],
      views,
    });
  });

  it('never takes a score that is no number for a low one', () => {
    expect(() => assess({ ...SURE_OBSERVATIONS, outlierScore: Number.NaN }, MEASURED)).toThrow(
      expect.objectContaining({ code: 'invalid_model' }),
    );
  });
});

describe('a model without measured limits', () => {
  it('has neither prediction set nor outlier score', () => {
    expect(assess(SURE_OBSERVATIONS, {})).toMatchObject({ ...clear, predictionSet: null, outlier: null });
  });

  it.each<[string, readonly number[], Verdict]>([
    ['a top class of 70 % that leads is clear', [0.7, 0.3], clear],
    ['a top class under 70 % has rivals', [0.69, 0.31], undecided('several-classes')],
    ['a high threshold is not needed where one class leads', [0.75, 0.15, 0.1], clear],
  ])('%s', (_, probabilities, expected) => {
    const observed = { ...SURE_OBSERVATIONS, predictions: predictionsOf(...probabilities) };
    expect(assess(observed, {})).toMatchObject(expected);
  });
});
