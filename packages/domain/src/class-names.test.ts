import { describe, expect, it } from 'vitest';
import { ClassNames } from './class-names.js';
import { LABEL_SETS, unknownClass } from './label-sets.js';

describe('ClassNames', () => {
  it.each([
    ['akiec', 'AKIEC'],
    ['AK', 'AKIEC'],
    ['nv', 'NV'],
    ['Nevus', 'NV'],
    ['naevus', 'NV'],
    ['melanocytic_nevi', 'NV'],
    ['mel', 'MEL'],
    [' melanoma ', 'MEL'],
    ['BCC', 'BCC'],
    ['Basal cell carcinoma', 'BCC'],
    ['bkl', 'BKL'],
    ['benign keratosis-like lesions', 'BKL'],
    ['df', 'DF'],
    ['vasc', 'VASC'],
    ["Bowen's disease", 'AKIEC'],
    ['Melanoma, NOS', 'MEL'],
    ['Nevus, NOS', 'NV'],
    ['Nevus, Atypical, Dysplastic, or Clark', 'NV'],
    ['Solar or actinic keratosis', 'AKIEC'],
    ['Squamous cell carcinoma in situ', 'AKIEC'],
    ['Lichenoid keratosis', 'BKL'],
    ['melanoma maligno', undefined],
    ['', undefined],
  ])('takes %j of HAM10000 for %s', (text, id) => {
    const found = new ClassNames(LABEL_SETS.ham10000).find(text);
    expect(found === null ? undefined : LABEL_SETS.ham10000[found]?.id).toBe(id);
  });

  it('takes akiec for AK where the model has no AKIEC, and knows SCC there', () => {
    const names = new ClassNames(LABEL_SETS['isic-2019']);
    expect(names.find('akiec')).toBe(3);
    expect(names.find('squamous cell carcinoma')).toBe(7);
  });

  it('tells ids apart that differ in case alone', () => {
    const names = new ClassNames([
      { ...unknownClass(0), id: 'a', name: 'one' },
      { ...unknownClass(1), id: 'A', name: 'two' },
    ]);
    expect([names.find('a'), names.find('A'), names.find('TWO')]).toEqual([0, 1, 1]);
  });
});
