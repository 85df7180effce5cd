import { describe, expect, it } from 'vitest';
import { COMPACT, GUESSED } from './example-models.js';
import { answer, modelPage, resultPage, startModel } from './served-manifest.js';

const BANNERS = {
  en: 'Nobody has confirmed which class each output of this model stands for, nor how pixels are scaled for it.',
  es: 'Nadie ha confirmado a qué clase corresponde cada salida de este modelo ni cómo se escalan los píxeles',
} as const;

const homePage = async (base: string, language: string) => (await fetch(`${base}/${language}/`)).text();

describe.each(['en', 'es'] as const)('what was guessed of a model is said on the pages in %s', (language) => {
  it('before an image is sent, beside its answer, and where the model is described', async () => {
    const { base } = await startModel(GUESSED);
    for (const page of [homePage, resultPage, modelPage]) {
      expect(await page(base, language)).toMatch(
        new RegExp(`<(p|li)[^>]* data-guessed>${BANNERS[language]}`),
      );
    }
    expect(await modelPage(base, language)).toContain('<code>slc model manifest</code>');
  });

  it('and nothing is said of a model that is described', async () => {
    const { base } = await startModel(COMPACT);
    for (const page of [homePage, resultPage, modelPage]) {
      expect(await page(base, language)).not.toContain(' data-guessed>');
    }
  });
});

it.each([
  ['classes', /which class each output of this model stands for\. The names of its classes are a guess/],
  ['scaling', /how pixels are scaled for this model\. Its scaling is a guess/],
] as const)('a page names the %s alone where the other is confirmed', async (guess, banner) => {
  const { base } = await startModel({ ...GUESSED, guessed: [guess] });
  expect(await resultPage(base, 'en')).toMatch(banner);
});

it.each([
  ['en', 'Names of the classes from'],
  ['es', 'Nombres de las clases, según'],
] as const)(
  'the model’s page in %s names the file that named its classes, and what was not used',
  async (language, words) => {
    const note = 'labels.json: expected JSON; it was not used';
    const { base } = await startModel({
      ...GUESSED,
      foundIn: { classes: 'config.json (id2label)', notes: [note] },
    });
    const page = await modelPage(base, language);
    expect(page).toContain(words);
    expect(page).toContain('config.json (id2label)');
    expect(page).toContain(note);
  },
);

it('the JSON of an answer and of the model says it, and only where something was guessed', async () => {
  const { base } = await startModel(GUESSED);
  const guessed = ['classes', 'scaling'];
  expect((await answer(base)).model.guessed).toEqual(guessed);
  const info = await (await fetch(`${base}/api/v1/model`)).json();
  expect(info).toMatchObject({ model: { guessed }, manifest: { guessed } });
});

it('the JSON of a model that is described has no such key', async () => {
  const { base } = await startModel(COMPACT);
  expect((await answer(base)).model).not.toHaveProperty('guessed');
});

it('the API’s description has it', async () => {
  const { base } = await startModel(COMPACT);
  const { components } = await (await fetch(`${base}/api/v1/openapi.json`)).json();
  expect(components.schemas.ModelRef.properties.guessed.items.enum).toEqual(['classes', 'scaling']);
  expect(components.schemas.ModelRef.required).not.toContain('guessed');
});
