import { LABEL_SETS, unknownClass } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { LabelledAnswers } from '../answers.js';
import { compare } from './compare.js';

const ANSWERS: LabelledAnswers = {
  classes: LABEL_SETS['benign-malignant'],
  logits: Float64Array.of(2, 0, 1, 0, 0, 3, 0, 1),
  labels: Int32Array.of(0, 1, 1, 1),
  groups: Int32Array.of(0, 1, 1, 2),
};

describe('compare', () => {
  const temperatures = { first: 2, second: 2 };

  it('finds no difference between a model and itself with its classes in another order', () => {
    const reversed: LabelledAnswers = {
      ...ANSWERS,
      classes: [...ANSWERS.classes].reverse(),
      logits: Float64Array.of(0, 2, 0, 1, 3, 0, 1, 0),
      labels: Int32Array.of(1, 0, 0, 0),
    };
    const figures = compare(ANSWERS, reversed, { temperatures, draws: 50 });
    expect(figures.nll.difference).toEqual({ value: 0, low: 0, high: 0 });
    expect(figures.perClass.map((row) => row.class)).toEqual(['benign', 'malignant']);
    expect(figures.differing).toEqual([]);
    expect(figures.mcnemar).toEqual({
      bothRight: 3,
      onlyFirstRight: 0,
      onlySecondRight: 0,
      bothWrong: 1,
      pValue: 1,
    });
  });

  it('lists the images where two models name different classes', () => {
    const second = { ...ANSWERS, logits: Float64Array.of(2, 0, 0, 1, 0, 3, 0, 1) };
    const { differing, mcnemar } = compare(ANSWERS, second, { temperatures, draws: 50 });
    const probability = expect.closeTo(1 / (1 + Math.exp(-0.5)), 12);
    expect(differing).toEqual([
      {
        image: 1,
        label: 'malignant',
        first: { class: 'benign', probability },
        second: { class: 'malignant', probability },
      },
    ]);
    expect(mcnemar).toMatchObject({ onlySecondRight: 1, onlyFirstRight: 0 });
  });

  it('refuses models of other classes, and answers for other images', () => {
    const others = { ...ANSWERS, classes: [unknownClass(0), unknownClass(1)] };
    expect(() => compare(ANSWERS, others, { temperatures })).toThrow(
      'expected the same classes in both, the first alone has benign, malignant, the second alone has c0, c1',
    );
    const fewer = { ...ANSWERS, classes: ANSWERS.classes.slice(0, 1) };
    expect(() => compare(ANSWERS, fewer, { temperatures })).toThrow(
      /^models to compare: expected the same classes in both, the first alone has malignant$/,
    );
    const relabelled = { ...ANSWERS, labels: Int32Array.of(0, 0, 1, 1) };
    expect(() => compare(ANSWERS, relabelled, { temperatures })).toThrow('expected the same images');
  });
});
