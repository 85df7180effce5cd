import { describe, expect, it } from 'vitest';
import { isMalignantOrPreMalignant, KNOWN_CLASSES, LABEL_SETS } from './label-sets.js';

// Verhoeff's tables: multiplication in the dihedral group D5, and powers of the permutation (1 5 8 9 4 2 7 0)(3 6).
const MULTIPLY = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const PERMUTE = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

function hasVerhoeffCheckDigit(digits: string): boolean {
  const check = [...digits].reverse().reduce((sum, digit, i) => {
    return Number(MULTIPLY[sum]?.[Number(PERMUTE[i % 8]?.[Number(digit)])]);
  }, 0);
  return check === 0;
}

describe('the known classes', () => {
  it.each([...KNOWN_CLASSES.values()])(
    '$id has a SNOMED CT id with a right check digit, or none',
    ({ snomedCt }) => {
      if (snomedCt !== null) expect(hasVerhoeffCheckDigit(snomedCt)).toBe(true);
    },
  );

  it('would find a mistyped SNOMED CT id', () => {
    expect(hasVerhoeffCheckDigit('93655005')).toBe(false);
  });

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
