import { LABEL_SETS, type LesionClass, unknownClass } from '@slc/domain';
import { expect, it } from 'vitest';
import { hasVerhoeffCheckDigit } from '../../../domain/tests/verhoeff.js';
import { classCode, DCM, lineOf, OWN, SCT } from './codes.js';

it.each(Object.entries(SCT))('SNOMED CT’s code of %s has a right check digit', (_, { code }) => {
  expect(hasVerhoeffCheckDigit(code)).toBe(true);
});

it.each([DCM, SCT, OWN].flatMap((table) => Object.values(table)))(
  '$code, "$meaning" fits DICOM',
  ({ code, meaning }) => {
    expect(code.length).toBeLessThanOrEqual(16);
    expect(lineOf(meaning, 64)).toBe(meaning);
  },
);

it.each([
  ['is left as it is', 'Naevus', 'Naevus'],
  ['has no signs that divide values', ' A\\B\nC\t', 'A B C'],
  ['ends early in whole letters', 'é'.repeat(40), `${'é'.repeat(30)}...`],
  ['ends early in whole pairs', '😀'.repeat(20), `${'😀'.repeat(15)}...`],
])('a line of 64 bytes %s', (_, text, line) => {
  expect(lineOf(text, 64)).toBe(line);
});

/** The code of a class that a manifest brings. */
function ownCode(id: string, name: string): string {
  const labels: readonly LesionClass[] = [{ ...unknownClass(0), id, name }];
  return classCode(labels, id).code;
}

it.each(['AKIEC', 'TOP', 'c0', 'a-class-with-a-long-name'])(
  'a class %s of a manifest has a code that no class of the product or of another meaning has',
  (id) => {
    const code = ownCode(id, 'Aé keratosis');
    expect(code).toMatch(/^[\w-]{1,7}-[0-9a-f]{8}$/);
    expect(code).toBe(ownCode(id, 'Aé keratosis'));
    expect(code).not.toBe(ownCode(id, 'Another'));
  },
);

it('a class of the product has its id as its code', () => {
  const ids = LABEL_SETS.ham10000.filter(({ snomedCt }) => snomedCt === null).map(({ id }) => id);
  expect(ids.map((id) => classCode(LABEL_SETS.ham10000, id).code)).toEqual(ids);
  expect(classCode(LABEL_SETS['benign-malignant'], 'malignant').code).toBe('malignant');
});
