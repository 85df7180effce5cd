import { describe, expect, it } from 'vitest';
import { isMalignantOrPreMalignant, KNOWN_CLASSES, LABEL_SETS } from './label-sets.js';

describe('the known classes', () => {
  it.each([...KNOWN_CLASSES.values()])('$id has its texts in Spanish too', ({ texts, translations }) => {
    expect(translations.es?.name).toBeTruthy();
    expect(translations.es?.texts === null).toBe(texts === null);
  });
});

describe('a label set', () => {
  it('of HAM10000 counts melanoma, basal cell carcinoma and actinic keratosis as malignant or pre-malignant', () => {
    const counted = LABEL_SETS.ham10000.filter((label) => isMalignantOrPreMalignant(label));
    expect(counted.map(({ id }) => id)).toEqual(['AKIEC', 'BCC', 'MEL']);
  });

  it('of the 28 x 28 copy holds the same seven in another order', () => {
    const sorted = LABEL_SETS['ham10000-28x28'].map(({ id }) => id).toSorted();
    expect(sorted).toEqual(LABEL_SETS.ham10000.map(({ id }) => id));
  });
});
