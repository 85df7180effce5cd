import { describe, expect, it } from 'vitest';
import { precisionsText } from './precisions-text.js';

const figure = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
const unknown = { accuracy: null, balancedAccuracy: null, nll: null, ece: null, malignantRocAuc: null };
const int8 = { temperature: { value: 1, fittedOn: null }, ranges: {}, float: [], sha256: 'a'.repeat(64) };

describe('the precisions of a model', () => {
  it('are float32 alone until int8 is measured', () => {
    expect(precisionsText({})).toBe('float32; int8 is not measured: slc quantize');
  });

  it('say what int8 costs', () => {
    const loss = { ...unknown, balancedAccuracy: figure(0.002), agreement: figure(0.9859) };
    expect(precisionsText({ precisions: { int8: { ...int8, float: ['stem'], loss } } })).toBe(
      'float32; int8 (same top class 0.9859, balanced accuracy −0.0020; float32 in stem)',
    );
    const unlabelled = { ...unknown, agreement: figure(1) };
    expect(precisionsText({ precisions: { int8: { ...int8, loss: unlabelled } } })).toBe(
      'float32; int8 (same top class 1.0000)',
    );
  });
});
