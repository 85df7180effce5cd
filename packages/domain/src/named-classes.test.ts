import { describe, expect, it } from 'vitest';
import { LABEL_SETS } from './label-sets.js';
import { classesNamed } from './named-classes.js';

const shortly = (words: readonly string[]) =>
  classesNamed(words).map(({ id, name, malignancy }) => [id, name, malignancy]);

describe('classes by the words that people write', () => {
  it('are the known ones, whatever their spelling', () => {
    const words = [
      ...['Actinic keratoses', 'Basal cell carcinoma', 'benign_keratosis-like_lesions', 'dermatofibroma'],
      ...['melanoma', 'melanocytic_Nevi', 'Vascular lesions'],
    ];
    expect(classesNamed(words)).toEqual(LABEL_SETS.ham10000);
    expect(shortly(['Malignant', 'Benign']).map(([id]) => id)).toEqual(['malignant', 'benign']);
  });

  it('keep a name in any script, and have an id of their own', () => {
    expect(shortly(['黑色素瘤', 'наевус', 'mélanome', 'viral wart'])).toEqual([
      ['c0', '黑色素瘤', null],
      ['c1', 'наевус', null],
      ['melanome', 'mélanome', null],
      ['viral-wart', 'viral wart', null],
    ]);
  });

  it('that are two kinds of one known class stay two', () => {
    expect(shortly(['nevus', 'naevus', 'melanoma'])).toEqual([
      ['nevus', 'nevus', 'benign'],
      ['naevus', 'naevus', 'benign'],
      ['MEL', 'Melanoma', 'malignant'],
    ]);
  });
});
