import { expect, it } from 'vitest';
import { hasVerhoeffCheckDigit } from '../../../domain/tests/verhoeff.js';
import { DCM, lineOf, OWN, SCT } from './codes.js';

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
