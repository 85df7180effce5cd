import { type Assessment, REASONS } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { ANSWER, CLEAR } from './running-gateway.js';
import { image, start } from './test-gateway.js';

const MEASURED: Assessment = {
  ...CLEAR,
  predictionSet: { classes: ['MEL'], coverage: 0.9 },
  outlier: { score: 0.5, unusableFrom: 1.7 },
  views: { count: 4, agreeing: 4 },
};
const UNDECIDED: Assessment = {
  ...MEASURED,
  verdict: 'undecided',
  reasons: ['several-classes', 'views-disagree'],
  predictionSet: { classes: ['MEL', 'NV'], coverage: 0.9 },
};

/** The gateway in front of a worker that answers with this assessment. */
async function startWith(assessment: Assessment): Promise<string> {
  const classification = { ...ANSWER.classification, assessment };
  const { base } = await start(async () => ({ classification, preview: null }));
  return base;
}

async function verdictOn(base: string, language: 'en' | 'es') {
  const form = new FormData();
  form.append('image', new Blob([Uint8Array.from(image)]), 'image');
  const response = await fetch(`${base}/${language}/classify`, { method: 'POST', body: form });
  const page = await response.text();
  const [, verdict, sentence = ''] = /data-verdict="(\w+)">([^<]*)</.exec(page) ?? [];
  return { verdict, sentence };
}

describe('how far an answer may be believed', () => {
  it('is in the JSON answer, as the worker says it', async () => {
    const base = await startWith(UNDECIDED);
    const response = await fetch(`${base}/api/v1/classify`, {
      method: 'POST',
      body: Uint8Array.from(image),
      headers: { 'content-type': 'image/jpeg' },
    });
    expect(await response.json()).toMatchObject({ assessment: UNDECIDED });
  });

  it.each([
    ['en', CLEAR, /^Clear: nothing that was measured .* This model has no measured prediction sets or out/],
    ['es', CLEAR, /^Claro: nada de lo que se midió .* Este modelo no tiene conjuntos de predicción ni lím/],
    ['en', MEASURED, /^Clear: nothing that was measured speaks against this answer\.$/],
    [
      'en',
      UNDECIDED,
      /^Undecided: more than one class .*; the answer changes .* Plausible are: Melanoma, Mel/,
    ],
    [
      'es',
      UNDECIDED,
      /^Indeciso: más de una clase .*; la respuesta cambia .* Son plausibles: Melanoma, Nevo/,
    ],
    ['en', { ...MEASURED, predictionSet: null }, / This model has no measured prediction sets\.$/],
    ['en', { ...MEASURED, outlier: null }, / This model has no measured outlier limits\.$/],
  ] as const)('is on the page, %s', async (language, assessment, expected) => {
    const base = await startWith(assessment);
    expect(await verdictOn(base, language)).toEqual({
      verdict: assessment.verdict,
      sentence: expect.stringMatching(expected),
    });
  });

  it('has words for each reason, in each language', async () => {
    const base = await startWith({ ...MEASURED, verdict: 'unusable', reasons: REASONS });
    for (const [language, word] of [
      ['en', 'Unusable: '],
      ['es', 'No utilizable: '],
    ] as const) {
      const { sentence } = await verdictOn(base, language);
      expect(sentence.startsWith(word)).toBe(true);
      expect(new Set(sentence.slice(word.length).split('; ')).size).toBe(REASONS.length);
    }
  });
});
