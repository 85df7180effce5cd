import { listImageFormats } from '@slc/domain';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { COMPACT } from '../example-models.js';
import { it as base, describeInChromium } from './chromium.js';
import { DRAWINGS, type ExampleService, STATUS } from './example-service.js';
import { choose, NOT_AN_IMAGE, resultShown, submit } from './page-states.js';

const it = base.extend('resultOn', ({ scriptlessPage: page, service }) => {
  return async (status: ExampleService['status'], path = '/en/'): Promise<Page> => {
    service.status = status;
    await page.goto(service.base + path);
    await choose(page, DRAWINGS[1] ?? '');
    await submit(page);
    await resultShown(page);
    return page;
  };
});

describeInChromium('a result', () => {
  it('reads to a screen reader in the order in which it should be understood', async ({ resultOn }) => {
    const page = await resultOn(STATUS.standIn);
    const tree = await page.locator('main').ariaSnapshot();
    const inOrder = [
      'heading "Result" [level=1]',
      'link "New case"',
      'link "Save as JSON"',
      'textbox "Reference"',
      'heading "Clear: one class stands out, and nothing that was measured speaks against this answer." [level=2]',
      'Malignant or pre-malignant, together',
      'img "Malignant or pre-malignant, together: 6',
      'listitem: Melanoma 5',
      'Not a medical device',
      'heading "The image, and what the model saw of it" [level=2]',
      'img "The image that was analysed"',
      'img "The square that the model saw, 224 × 224 pixels"',
      'checkbox "Show the heat map" [checked]',
      'heading "What the answer rests on" [level=3]',
      'heading "What was measured" [level=2]',
      'heading "All seven classes" [level=2]',
      'table "Every class with its probability, most probable first"',
      'rowheader "Melanoma MEL malignant"',
      'rowheader "Melanocytic naevus NV benign"',
      'heading "What the class is" [level=2]',
      'heading "How often it is right in such a case" [level=2]',
      'heading "What this must not be used for" [level=2]',
      'heading "What to know about this model" [level=2]',
      'heading "The model that answered" [level=2]',
    ];
    const places = inOrder.map((part) => tree.indexOf(part));
    expect(places, `${tree}\n${inOrder.filter((_, index) => places[index] === -1)}`).not.toContain(-1);
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
    // Seven rows and their head. The bars are drawings beside figures that say the same.
    expect(await page.getByRole('row').count()).toBe(8);
    expect(tree).not.toMatch(/diagnos(?!e, and)/);
  });

  it('says how often the model is wrong for the class, from the counts of its test', async ({ resultOn }) => {
    const page = await resultOn(STATUS.standIn);
    const text = await textOf(page);
    const [evaluation] = COMPACT.evaluations;
    const melanoma = evaluation?.perClass.find((row) => row.class === 'MEL');
    const matrix = evaluation?.confusionMatrix ?? [];
    const percent = (share: number | null = 0) => `${Math.round((share ?? 0) * 100)}%`;
    const { low, high } = melanoma?.recall95 ?? {};
    const interval = `95% interval ${percent(low)} to ${percent(high)}`;
    const named = matrix.reduce((sum, row) => sum + (row[4] ?? 0), 0);
    expect(text).toContain(
      `Of ${melanoma?.support} test images that truly were melanoma, it recognised ${matrix[4]?.[4]} (${percent(melanoma?.recall)}; ${interval})`,
    );
    expect(text).toContain(`Of ${named} test images that it called melanoma, ${matrix[4]?.[4]} were that`);
    expect(text).toContain('The compact model answered.');
    for (const caveat of COMPACT.caveats) expect(text).toContain(caveat);
  });

  it('of a model without a published confusion matrix gives shares, and says that its split was by image', async ({
    resultOn,
  }) => {
    const page = await resultOn(STATUS.ready);
    const text = await textOf(page);
    expect(text).toContain('it recognised 68% (95% interval 58% to 76%)');
    expect(text).toContain('these figures are optimistic');
    expect(text).not.toContain('The compact model answered.');
  });

  it('of a model that has been replaced meanwhile says so, and nothing about the other one', async ({
    service,
    resultOn,
  }) => {
    service.before = async () => {
      service.before = async () => {};
      // The old model answers; the new one serves when the gateway asks for a description, which reaches a socket later.
      setImmediate(() => {
        service.status = { ...STATUS.standIn, model: { ...STATUS.standIn.model, revision: 'another' } };
      });
    };
    const status = STATUS.standIn;
    const page = await resultOn(status);
    await page.waitForSelector('[data-stale]');
    expect(await textOf(page)).toContain('is not known');
  });

  it('is all Spanish, with Spanish numbers, under /es', async ({ service, resultOn }) => {
    const page = await resultOn(STATUS.standIn, '/es/');
    expect(page.url()).toBe(`${service.base}/es/classify`);
    const text = await textOf(page);
    expect(text).toMatch(
      /Claro: destaca una sola clase, y nada de lo que se ha medido[\s\S]*Melanoma \d\d\s%/,
    );
    expect(text).toContain('No es un producto sanitario');
    // The link to the other language leads to the first page: a text beside it says that the result is lost.
    expect(await page.getByRole('navigation', { name: 'Idioma' }).textContent()).toContain(
      'se empieza de nuevo',
    );
    const untold = await page.evaluate(() =>
      [...document.querySelectorAll('main :not([lang=en], [lang=en] *)')]
        .flatMap((element) => [...element.childNodes])
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent ?? '')
        .filter((words) => /\b(the|of|and|with|is|not)\b/i.test(words)),
    );
    expect(untold).toEqual([]);
  });

  it('is in the browser’s language, where the address names none', async ({ browser, service }) => {
    const context = await browser.newContext({ locale: 'es-AR', javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(service.base);
    expect(await page.textContent('h1')).toBe('Clasificar una imagen dermatoscópica');
    await page.click('a[hreflang=en]:text-is("English")');
    expect(page.url()).toBe(`${service.base}/en/`);
    expect(await page.textContent('h1')).toBe('Classify a dermoscopic image');
    await context.close();
  });

  it('is not made of a form with both an image and an example', async ({ service }) => {
    const form = new FormData();
    form.append('example', 'drawn-1.jpg');
    form.append('image', new Blob([Uint8Array.from([0xff, 0xd8])]), 'image');
    const response = await fetch(`${service.base}/classify`, { method: 'POST', body: form });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('got both');
  });
});

describeInChromium('what is wrong', () => {
  it.for([
    ['a model that failed', STATUS.failed, 'Tiene que revisarlo quien administra', 'weights: expected 7'],
    ['a stand-in left alone', STATUS.standInAlone, 'El modelo completo no está disponible', 'HF_HUB_OFFLINE'],
    [
      'a model that stays because the next one failed',
      { ...STATUS.ready, state: STATUS.standInAlone.state },
      'Sigue respondiendo el actual',
      'HF_HUB_OFFLINE',
    ],
  ] as const)(
    'is explained in Spanish, with the operator’s English words behind a fold: %s',
    async ([_, status, told, folded], { scriptlessPage: page, service }) => {
      service.status = status;
      await page.goto(`${service.base}/es/`);
      await expectFolded(page, '#model-status', told, folded);
    },
  );

  it.for([
    ['of an image', '/es/'],
    ['of an address', '/es/nowhere'],
  ])(
    'is explained in Spanish, with the exact English words behind a fold: %s',
    async ([_, path = ''], { scriptlessPage: page, service }) => {
      service.status = STATUS.ready;
      await page.goto(service.base + path);
      if (path === '/es/') {
        await choose(page, NOT_AN_IMAGE);
        await submit(page);
        await page.waitForSelector('#fault');
        await expectFolded(page, '#fault', `Envíe una imagen ${listImageFormats('o')}.`, 'expected JPEG');
      } else await expectFolded(page, '#fault', 'Compruebe la dirección', 'there is no such address');
    },
  );
});

/** Expects a visible text, and one in English that is visible only when the details are open. */
async function expectFolded(page: Page, selector: string, told: string, folded: string): Promise<void> {
  const part = page.locator(selector);
  const words = part.locator('details > [lang=en]', { hasText: folded });
  expect(await part.getByText(told).isVisible()).toBe(true);
  expect(await words.isVisible()).toBe(false);
  await part.locator('summary').press('Enter');
  expect(await words.isVisible()).toBe(true);
}

async function textOf(page: Page): Promise<string> {
  return ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, ' ');
}
