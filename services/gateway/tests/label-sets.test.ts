import { encodeManifest } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { EIGHT, FORTY, ISIC_2019, LONG_NAME, MANY, TWO } from './example-models.js';
import { answer, modelPage, resultPage, startModel } from './served-manifest.js';

describe('eight classes, some with a name alone', () => {
  it('are named by the manifest, in each language as far as it goes', async () => {
    const { base } = await startModel(EIGHT);
    const english = await resultPage(base, 'en');
    expect(english).toContain('All eight classes');
    for (const name of ['Melanoma', 'Viral wart', 'Seborrhoeic keratosis', LONG_NAME]) {
      expect(english).toContain(name);
    }
    expect(english).toContain('Healed skin. It is harmless.');
    const spanish = await resultPage(base, 'es');
    expect(spanish).toContain('Las ocho clases');
    expect(spanish).toContain('Queratosis seborreica');
    expect(spanish).toContain('<span lang="en">Viral wart</span>');
    expect(spanish).toContain('<span lang="en">Healed skin. It is harmless.</span>');
    expect(await modelPage(base, 'es')).toContain('Las ocho clases');
  });

  it('are described and called benign or malignant only where the label set says so', async () => {
    const { base } = await startModel(EIGHT);
    const page = await resultPage(base, 'en');
    // Melanoma, naevus and scar have a description.
    const described = [...page.matchAll(/<dl class="classes">([\s\S]*?)<\/dl>/g)].map(([, list]) => list);
    expect(described.join('').match(/<dt>/g)).toHaveLength(3);
    // Melanoma is also shown above the table.
    expect(page.match(/<span class="kind is-/g)).toHaveLength(4);
    expect(page).not.toContain('class="malignancy"');
    expect(page).not.toMatch(/seven/);
  });

  it('have their ids in the JSON, without a malignant sum that the label set does not allow', async () => {
    const { base } = await startModel(EIGHT);
    const { topClass, predictions, malignantProbability } = await answer(base);
    expect(topClass).toBe('MEL');
    expect(predictions.map((one: { class: string }) => one.class)).toEqual(EIGHT.labels.map(({ id }) => id));
    expect(malignantProbability).toBeUndefined();
  });
});

describe('the eight classes of ISIC 2019', () => {
  it('have texts in both languages, and a malignant sum', async () => {
    const { base } = await startModel(ISIC_2019);
    expect(await resultPage(base, 'en')).toContain('The sum of AK, BCC, MEL, SCC.');
    expect(await resultPage(base, 'es')).toMatch(
      /Carcinoma de células escamosas[\s\S]*Un cáncer de las células/,
    );
    const { predictions, malignantProbability } = await answer(base);
    const summed = (predictions as { class: string; probability: number }[])
      .filter((one) => ['AK', 'BCC', 'MEL', 'SCC'].includes(one.class))
      .reduce((sum, { probability }) => sum + probability, 0);
    expect(malignantProbability).toBeCloseTo(summed, 9);
  });
});

describe('the order of classes in a table of answers', () => {
  it('is the manifest’s, as on the command line', async () => {
    const { base } = await startModel(ISIC_2019);
    const page = await resultPage(base, 'en');
    expect(page).toContain(`data-class-ids="${ISIC_2019.labels.map(({ id }) => id).join(' ')}"`);
  });
});

describe('two classes', () => {
  it('are shown by one word each, with the malignant one as the sum', async () => {
    const { base } = await startModel(TWO);
    const english = await resultPage(base, 'en');
    expect(english).toContain('Both classes');
    expect(english).toContain('A lesion of another kind also gets one of these two names.');
    expect(english).toMatch(/<p class="malignant-sum"><span>Malignant .*<data value="0\.47\d+">48%<\/data>/);
    expect(english).not.toContain('class="kind');
    expect(english).toContain('data-malignant="48%"');
    expect(await resultPage(base, 'es')).toMatch(/Las dos clases[\s\S]*Maligna/);
    expect((await answer(base)).malignantProbability).toBeCloseTo(1 / (1 + Math.exp(0.1)), 9);
  });

  it('without any measurement have a model page that says so', async () => {
    const { base } = await startModel(TWO);
    const page = await modelPage(base, 'en');
    expect(page).toContain('no test results came with it');
    expect(page).not.toContain('Figures of different models');
  });
});

describe('300 classes', () => {
  it('fold above twenty, with the sum of the others', async () => {
    const { base } = await startModel(MANY);
    for (const language of ['en', 'es'] as const) {
      const page = await resultPage(base, language);
      const [open = '', folded = ''] = page.split('<details class="fold">');
      expect(open.match(/<tr role="row" data-class=/g)).toHaveLength(20);
      expect(folded.match(/<tr role="row" data-class=/g)).toHaveLength(280);
      expect(folded).toMatch(
        language === 'en'
          ? /The other 280 classes, together 1\d%/
          : /Las otras 280 clases, en conjunto el 1\d\s%/,
      );
      expect(page).not.toMatch(/seven|siete/);
    }
  });

  it('have a model page with folded tables', async () => {
    const { base } = await startModel(MANY);
    const page = await modelPage(base, 'en');
    expect(page).toContain('The 300 classes');
    // Classes, their recall, and their other measures.
    expect(page.match(/<details class="fold">/g)).toHaveLength(3);
    expect(page).not.toContain('malignant and pre-malignant');
    expect(page.length).toBeLessThan(500_000);
  });
});

describe('forty classes', () => {
  it('have a list of their most frequent confusions in place of a matrix', async () => {
    const { base } = await startModel(FORTY);
    const page = await modelPage(base, 'en');
    const [, confusions = ''] = /Most frequent confusions([\s\S]*?)<\/table>/.exec(page) ?? [];
    expect(confusions.match(/<th scope="row">/g)).toHaveLength(20);
    expect(confusions).toContain('<th scope="row">class 0</th><td>class 1</td><td class="number">1</td>');
    expect(page).not.toContain('class="confusion"');
  });
});

describe('the model in the API', () => {
  it.each([
    ['eight', EIGHT],
    ['two', TWO],
    ['300', MANY],
  ])('is the manifest’s own JSON, of %s classes', async (_, manifest) => {
    const { base } = await startModel(manifest);
    const info = await (await fetch(`${base}/api/v1/model`)).json();
    expect(info.manifest).toEqual(JSON.parse(JSON.stringify(encodeManifest(manifest))));
  });
});
