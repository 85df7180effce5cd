import { encodeManifest, type Locale, parseManifest } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { COMPACT } from '../../../tests/example-models.js';
import { int8View } from './int8-view.js';
import { manifestWords } from './manifest-words.js';
import { inLanguage } from './page-context.js';

const LOSS = {
  accuracy: { value: 0.0028, low: -0.0056, high: 0.0113 },
  balancedAccuracy: { value: -0.001, low: -0.01, high: 0.008 },
  agreement: { value: 0.9859, low: 0.976, high: 0.9944 },
  nll: { value: 0.0012, low: -0.002, high: 0.0045 },
  ece: { value: 0, low: -0.004, high: 0.004 },
  malignantRocAuc: null,
};

function view(int8: object | null, locale: Locale = 'en') {
  const { precisions: _, ...json } = encodeManifest(COMPACT);
  const { temperature, calibratedOn } = COMPACT;
  const whole = { temperature, calibratedOn, ranges: { a: [0, 6] }, sha256: 'a'.repeat(64), ...int8 };
  const manifest = parseManifest({ ...json, ...(int8 && { precisions: { int8: whole } }) });
  const context = inLanguage({ locale, prefix: '' }, '');
  return int8View(context, manifest, manifestWords(context, manifest));
}

describe('what int8 changes, on the model page', () => {
  it('is said as differences with their intervals, without what was not measured', () => {
    const shown = view({ loss: LOSS, float: ['stem'] });
    expect(shown?.rows.map(({ name, value }) => `${name}: ${value.text}`)).toEqual([
      'Images with the same most probable class: 98.6%; 95% interval 97.6% to 99.4%',
      'Accuracy: −0.0028; 95% interval −0.0113 to +0.0056',
      'Balanced accuracy (mean recall): +0.0010; 95% interval −0.0080 to +0.0100',
      'Negative log-likelihood: +0.0012; 95% interval −0.0020 to +0.0045',
      'Expected calibration error (ECE): 0.0000; 95% interval −0.0040 to +0.0040',
    ]);
    expect(shown?.measured?.text).toBe('How much was measured on 708 images:');
    expect(shown?.layers).toMatch(/would harm them: 1\.$/);
  });

  it('is said in Spanish, with the data set’s translated name', () => {
    const shown = view({ loss: LOSS }, 'es');
    expect(shown?.rows[0]?.name).toBe('Imágenes cuya clase más probable es la misma');
    expect(shown?.measured?.dataset.lang).toBeNull();
  });

  it('is the agreement alone where images without classes were measured', () => {
    const { agreement } = LOSS;
    const unknown = { accuracy: null, balancedAccuracy: null, nll: null, ece: null, malignantRocAuc: null };
    expect(view({ loss: { ...unknown, agreement } })?.rows).toHaveLength(1);
  });

  it('is not said of a model that has no int8', () => {
    expect(view(null)).toBeNull();
  });
});
