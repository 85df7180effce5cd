import { describe, expect, it } from 'vitest';
import { labelledAnswers, REFERENCES, referenceAnswers } from '../../tests/fit-references.js';
import { fitTemperature } from './temperature.js';

describe('the temperature', () => {
  it.each(Object.entries(REFERENCES.answers))('is scipy’s minimiser for %s', (_, reference) => {
    expect(fitTemperature(referenceAnswers(reference))).toBeCloseTo(reference.temperature, 9);
  });

  it('is found where logits are far apart', () => {
    const logits = Float64Array.from([900, 0, 900, 0, 900, 0, 0, 900]);
    // Three of four are right: softmax gives 3/4 at T = 900 / ln 3.
    expect(fitTemperature(labelledAnswers(2, logits, [0, 0, 0, 0]))).toBeCloseTo(900 / Math.log(3), 6);
  });

  it.each([
    ['every answer is right', [3, 1, 2, 5], [0, 1]],
    ['every answer is wrong', [3, 1, 2, 5], [1, 0]],
    ['there is one image', [3, 1], [0]],
    ['all logits are equal', [1, 1, 1, 1], [0, 1]],
    ['answers are right as often as chance', [2, 1, 2, 1], [0, 1]],
  ])('has no best value when %s', (_, logits, labels) => {
    expect(fitTemperature(labelledAnswers(2, Float64Array.from(logits), labels))).toBeNull();
  });
});
