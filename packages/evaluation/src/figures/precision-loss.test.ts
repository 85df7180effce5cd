import { LABEL_SETS } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { LabelledAnswers } from '../answers.js';
import { precisionLoss, unlabelledLoss, worstLoss } from './precision-loss.js';

/** Ten images of two classes, each group of its own. */
const FLOAT32: LabelledAnswers = {
  classes: LABEL_SETS['benign-malignant'],
  logits: Float64Array.from({ length: 20 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 2 : 0)),
  labels: Int32Array.from({ length: 10 }, (_, i) => (i === 9 ? 0 : i % 2)),
  groups: Int32Array.from({ length: 10 }, (_, i) => i),
};
const temperatures = { first: 1, second: 1 };

/** With the answer to one image turned round. */
function turned(image: number): LabelledAnswers {
  const logits = FLOAT32.logits.slice();
  logits.subarray(2 * image, 2 * image + 2).reverse();
  return { ...FLOAT32, logits };
}

describe('what a network loses at another precision', () => {
  it('is nothing where its answers stay', () => {
    const none = { value: 0, low: 0, high: 0 };
    const loss = precisionLoss(FLOAT32, FLOAT32, { temperatures, draws: 100 });
    expect(loss).toEqual({
      ...{ accuracy: none, balancedAccuracy: none, nll: none, ece: none, malignantRocAuc: none },
      agreement: { value: 1, low: 1, high: 1 },
    });
    expect(worstLoss(loss)).toBe(0);
  });

  it('is a fall above 0 where a right answer becomes wrong', () => {
    const loss = precisionLoss(FLOAT32, turned(1), { temperatures });
    expect(loss.accuracy?.value).toBeCloseTo(0.1, 12);
    // One of four malignant images; the other six are as before.
    expect(loss.balancedAccuracy?.value).toBeCloseTo(0.125, 12);
    expect(loss.agreement.value).toBeCloseTo(0.9, 12);
    expect(loss.nll?.value).toBeCloseTo(0.2, 12);
    expect(loss.malignantRocAuc?.value).toBeGreaterThan(0);
    expect(loss.accuracy?.low).toBeLessThanOrEqual(0);
    expect(loss.accuracy?.high).toBeGreaterThan(0.1);
    expect(worstLoss(loss)).toBeCloseTo(0.125, 12);
  });

  it('is below 0 where a wrong answer becomes right', () => {
    const loss = precisionLoss(FLOAT32, turned(9), { temperatures });
    expect(loss.accuracy?.value).toBeCloseTo(-0.1, 12);
    expect(worstLoss(loss)).toBeLessThan(0);
  });

  it('is what changes of the top classes where nobody knows the true ones', () => {
    const { logits: first, groups } = FLOAT32;
    const loss = unlabelledLoss({ first, second: turned(3).logits, groups });
    expect(loss).toMatchObject({ accuracy: null, ece: null, agreement: { value: 0.9 } });
    expect(worstLoss(loss)).toBeCloseTo(0.1, 12);
  });
});
