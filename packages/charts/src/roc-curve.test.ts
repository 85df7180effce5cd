import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../tests/english.js';
import { rocCurve } from './roc-curve.js';

const WORDS = { x: 'false alarms', y: 'found', alt: 'ROC', title: null };

describe('an ROC curve', () => {
  it('has sensitivity upwards and 1 - specificity to the right', () => {
    const points = [
      { sensitivity: 0, specificity: 1 },
      { sensitivity: 0.8, specificity: 0.9 },
      { sensitivity: 1, specificity: 0 },
    ];
    expect(rocCurve({ points }, WORDS, ENGLISH).curve).toBe('M0 300L30 60L300 0');
  });

  it('marks operating points, with labels that stay inside the square', () => {
    const marks = [
      { sensitivity: 0.84, specificity: 0.9, label: 'A' },
      { sensitivity: 1, specificity: 0.02, label: 'B' },
    ];
    const { curve, marks: drawn } = rocCurve({ points: [], marks }, WORDS, ENGLISH);
    expect(curve).toBeNull();
    expect(drawn).toEqual([
      { x: '30', y: '48', labelX: '39', labelY: '64', anchor: 'start', label: 'A' },
      { x: '294', y: '0', labelX: '285', labelY: '16', anchor: 'end', label: 'B' },
    ]);
  });

  it('writes the labels of two marks that nearly meet on different sides', () => {
    const marks = [
      { sensitivity: 0.9, specificity: 0.9, label: 'B' },
      { sensitivity: 0.905, specificity: 0.88, label: 'E' },
    ];
    const { marks: drawn } = rocCurve({ points: [], marks }, WORDS, ENGLISH);
    expect(drawn.map(({ labelX, labelY, anchor }) => [labelX, labelY, anchor])).toEqual([
      ['39', '46', 'start'],
      ['27', '21.5', 'end'],
    ]);
  });
});
