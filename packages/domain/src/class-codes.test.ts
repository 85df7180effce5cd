import { describe, expect, it } from 'vitest';
import { hasVerhoeffCheckDigit } from '../tests/verhoeff.js';
import { classCodes, SNOMED_CONCEPTS } from './class-codes.js';
import { classById, KNOWN_CLASSES, LABEL_SETS, UNDESCRIBED } from './label-sets.js';

describe('the table of SNOMED CT concepts', () => {
  it.each(Object.entries(SNOMED_CONCEPTS))('%s has a right check digit and a source', (id, { source }) => {
    expect(hasVerhoeffCheckDigit(id)).toBe(true);
    expect(source).not.toBe('');
  });

  // These two stand in public projects: mistyped, and melanoma in situ.
  it.each(['93655005', '109264001'])('would find that %s is no id', (id) => {
    expect(hasVerhoeffCheckDigit(id)).toBe(false);
  });

  it('has every concept that a known class names', () => {
    const named = [...KNOWN_CLASSES.values()].flatMap(({ snomedCt }) => snomedCt ?? []);
    expect(Object.keys(SNOMED_CONCEPTS)).toEqual(expect.arrayContaining(named));
  });
});

describe('the codes of a class', () => {
  it('are its own code, and SNOMED CT where a concept means exactly the class', () => {
    const rows = LABEL_SETS.ham10000.map((label) => {
      const { own, ownSystem, snomed, narrowerSnomed } = classCodes(label);
      expect(ownSystem).toBe('ham10000-class');
      expect(own.meaning).toBe(label.name);
      return [own.code, snomed?.code ?? null, narrowerSnomed.map(({ code }) => code)];
    });
    expect(rows).toEqual([
      ['AKIEC', null, ['201101007']],
      ['BCC', '254701007', []],
      ['BKL', null, []],
      ['DF', null, []],
      ['MEL', '93655004', []],
      ['NV', '400010006', []],
      ['VASC', null, []],
    ]);
    expect(classCodes(classById(LABEL_SETS.ham10000, 'MEL')).snomed?.meaning).toBe(
      'Malignant melanoma of skin',
    );
  });

  it('tell actinic keratosis alone from the class that is wider', () => {
    expect(classCodes(classById(LABEL_SETS['isic-2019'], 'AK'))).toEqual({
      own: { code: 'AK', meaning: 'Actinic keratosis' },
      ownSystem: 'isic-2019-class',
      snomed: { code: '201101007', meaning: 'Actinic keratosis' },
      narrowerSnomed: [],
    });
  });

  it('have no code system of ours where a manifest brings the class, even under a known id', () => {
    const mel = { ...UNDESCRIBED, id: 'AKIEC', name: 'Something else' };
    expect(classCodes(mel)).toEqual({
      own: { code: 'AKIEC', meaning: 'Something else' },
      ownSystem: null,
      snomed: null,
      narrowerSnomed: [],
    });
  });

  it('have the SNOMED CT concept that a manifest names, where the table knows what it means', () => {
    const named = (snomedCt: string) =>
      classCodes({ ...UNDESCRIBED, id: 'bcc', name: 'BCC', snomedCt }).snomed;
    expect(named('254701007')).toEqual({ code: '254701007', meaning: 'Basal cell carcinoma of skin' });
    expect(named('95324001')).toBeNull();
  });
});
