import { describe, expect, it } from 'vitest';
import { expectLoss } from './expect-loss.js';

const figure = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
const unlabelled = { accuracy: null, balancedAccuracy: null, nll: null, ece: null, malignantRocAuc: null };

describe('the limit of what int8 may lose', () => {
  it('holds for the larger fall of accuracy and balanced accuracy', () => {
    const loss = {
      ...{ ...unlabelled, agreement: figure(0.9) },
      ...{ accuracy: figure(0.001), balancedAccuracy: figure(0.004) },
    };
    expect(() => expectLoss(loss, 0.004)).not.toThrow();
    expect(() => expectLoss(loss, 0.003)).toThrow(
      'int8 loses too much: accuracy falls by 0.0010, balanced accuracy by 0.0040, at most 0.003 is allowed',
    );
    const risen = { ...loss, accuracy: figure(-0.01), balancedAccuracy: figure(-0.02) };
    expect(() => expectLoss(risen, 0)).not.toThrow();
  });

  it('holds for the share of top classes that change where no class is known', () => {
    const loss = { ...unlabelled, agreement: figure(0.95) };
    expect(() => expectLoss(loss, 0.06)).not.toThrow();
    expect(() => expectLoss(loss, 0.003)).toThrow('int8 loses too much: 0.0500 of the top classes change');
  });
});
