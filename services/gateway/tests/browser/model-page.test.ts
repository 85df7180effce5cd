import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { COMPACT } from '../example-models.js';
import { describeInChromium, it } from './chromium.js';
import { type ExampleService, STATUS } from './example-service.js';
import { PAPERS, smallPrint, textsOnSheets } from './page-checks.js';

async function openModelPage(
  page: Page,
  service: ExampleService,
  {
    status = STATUS.calibrated,
    language = 'en',
  }: { status?: ExampleService['status']; language?: string } = {},
): Promise<string> {
  service.status = status;
  await page.goto(`${service.base}/${language}/model-info`);
  // On a busy machine the worker may be too late for the first answer: then the page loads itself again.
  await page.waitForSelector('.model-page');
  return textOf(page, 'main');
}

const textOf = async (page: Page, selector: string) =>
  ((await page.locator(selector).allInnerTexts())[0] ?? '').replace(/\s+/g, ' ').trim();

describeInChromium('the model’s page', () => {
  it('says first how many melanomas the model names, and of what they are taken for', async ({
    page,
    service,
  }) => {
    const text = await openModelPage(page, service);
    expect(text).toContain('Of 100 images of melanoma, it names 50');
    expect(text).toContain('50 named melanoma (95% interval 43 to 58)');
    const matrix = COMPACT.evaluations[0]?.confusionMatrix?.[4] ?? [];
    const benign = [2, 3, 5, 6].reduce((sum, column) => sum + (matrix[column] ?? 0), 0);
    expect(text).toContain(`${Math.round((100 * benign) / 171)} named a benign class`);
    // Above everything else that the page tells.
    expect(text.indexOf('Of 100 images')).toBeLessThan(text.indexOf('Before you trust it'));
    const drawing = page.locator('.dots').first();
    expect(await drawing.getAttribute('aria-label')).toContain('it names 50. 50 named melanoma');
    const shapes = await drawing
      .locator('.dot-circles')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')?.match(/M/g)?.length ?? 0));
    expect(shapes.reduce((sum, count) => sum + count, 0)).toBe(100);
  });

  it('has a table of contents whose links all lead to a heading', async ({ page, service }) => {
    for (const status of [STATUS.calibrated, STATUS.ready]) {
      await openModelPage(page, service, { status });
      const links = await page.locator('.contents a').evaluateAll((all) =>
        all.map((link) => {
          const target = document.getElementById(link.getAttribute('href')?.slice(1) ?? '');
          return [link.textContent?.trim(), target?.tagName, target?.textContent?.trim()];
        }),
      );
      expect(links.length).toBeGreaterThan(5);
      for (const [words, tag, heading] of links) expect([tag, heading]).toEqual(['H2', words]);
    }
  });

  it('draws coverage asked for and got, and says where a class got less', async ({ page, service }) => {
    const text = await openModelPage(page, service);
    expect(text).toContain('The true class should be among them for 90% of images.');
    const section = page.locator('section', { has: page.locator('#limits') });
    const melanoma = section.getByRole('row', { name: /Melanoma/ });
    expect((await melanoma.allInnerTexts())[0]).toMatch(/less than was asked for\s+81%\s+73% to 86%\s+134/);
    expect(await section.getByText('less than was asked for').count()).toBe(1);
    expect(await section.locator('.whisker-asked').count()).toBe(8);
    expect(text).toContain('Pictures that people upload by mistake, 116 of them');
    expect(text).toContain('cannot be judged: 66% (77)');
    expect(text).toContain('above 1.47 the image cannot be judged');
    expect(text).toContain('Lesions or patients 640');
    // The images of the second test, whose name has a translation.
    const spanish = await openModelPage(page, service, { language: 'es' });
    expect(spanish).toContain('Datos Lesiones de HAM10000 apartadas Imágenes 708');
  });

  it('draws risk and coverage, and the operating points that its table explains', async ({
    page,
    service,
  }) => {
    const text = await openModelPage(page, service);
    expect(text).toContain('Measured at temperature 0.7463.');
    const plots = page.locator('section', { has: page.locator('#test-1') }).locator('.plot');
    expect(await plots.nth(2).getAttribute('aria-label')).toBe(
      'Risk–coverage curve: 18% of all answers were wrong, and 5% of the surest 50%.',
    );
    const labels = await plots.nth(0).locator('.plot-label').allTextContents();
    expect(labels).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(text).toMatch(/B specificity 90% 0.450 70% 64% to 75% 90% 84% to 95%/);
  });

  it('says that a model has no such limits, and leaves out what was not measured', async ({
    page,
    service,
  }) => {
    const text = await openModelPage(page, service, { status: STATUS.ready });
    expect(text).toContain('This model has no measured limits for plausible classes');
    expect(text).toContain('nothing tells how unlike the images that it knows an image is');
    expect(text).not.toMatch(
      /Malignant or not|If unsure answers|What these limits were fitted on|undefined|NaN/,
    );
  });

  it('has whiskers wide enough to read, and bins of few answers faded', async ({ browser, service }) => {
    for (const [width, least] of [
      [1280, 320],
      [320, 270],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      await openModelPage(page, service);
      const box = await page.locator('#test-1 ~ div .whisker').first().boundingBox();
      expect(box?.width, `${width}`).toBeGreaterThan(least);
      const fills = await page.evaluate(() =>
        ['.plot-dot.is-few', '.plot-dot:not(.is-few)'].map((selector) => {
          const dot = document.querySelector(selector);
          return dot && getComputedStyle(dot).fill;
        }),
      );
      expect(new Set(fills).size).toBe(2);
      expect(fills).not.toContain(null);
      await page.close();
    }
  });

  it('aligns decimals: in each column of measures as many digits, each as wide', async ({
    page,
    service,
  }) => {
    await openModelPage(page, service, { language: 'es' });
    const table = page.locator('table', { has: page.getByText('Precisión: cuántas') }).first();
    const cells = await table.locator('tbody td.number').allTextContents();
    const decimals = cells.filter((cell) => cell.includes(','));
    expect(decimals.length).toBe(28);
    for (const [index, cell] of decimals.entries()) {
      // The last of four columns is ROC AUC, with three as in the figures.
      expect(cell).toMatch(index % 4 === 3 ? /^\d,\d{3}$/ : /^\d,\d\d$/);
    }
    expect(decimals).not.toContain('1,000');
    expect(await table.evaluate((element) => getComputedStyle(element).fontFeatureSettings)).toBe('"tnum"');
  });

  it.for(['en', 'es'] as const)(
    'prints whole tables on at most ten sheets, in nine points and more, in %s',
    async (language, { browser, service }) => {
      // A4 without its margins, in CSS pixels.
      const page = await browser.newPage({ viewport: { width: 695, height: 1000 }, colorScheme: 'dark' });
      await openModelPage(page, service, { language });
      await page.emulateMedia({ media: 'print' });
      expect(await smallPrint(page, 9)).toEqual([]);
      const cut = await page.evaluate(
        () =>
          [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1)
            .length,
      );
      expect(cut).toBe(0);
      for (const paper of PAPERS) {
        const texts = await textsOnSheets(page, paper);
        expect(texts.length, paper).toBeLessThanOrEqual(10);
        // None is blank, or has but a last line.
        expect(Math.min(...texts), `${paper}: ${texts}`).toBeGreaterThan(200);
      }
      await page.close();
    },
  );

  it('says while the worker is away what is true, and shows the model when it is back', async ({
    page,
    scriptlessPage,
    service,
  }) => {
    service.isAway = true;
    const address = `${service.base}/en/model-info`;
    const answer = await page.goto(address);
    expect([answer?.status(), answer?.headers()['retry-after']]).toEqual([503, '1']);
    await scriptlessPage.goto(address);
    for (const each of [page, scriptlessPage]) {
      const text = await textOf(each, 'main');
      expect(text).toContain('The model cannot be reached right now');
      expect(text).toContain('Nothing is known about the model at the moment.');
      expect(text).not.toContain('send the image again');
    }
    expect(await scriptlessPage.getByRole('link', { name: 'Check again' }).getAttribute('href')).toBe(
      '/en/model-info',
    );
    service.isAway = false;
    for (const each of [page, scriptlessPage])
      await each.getByText('Before you trust it').first().waitFor({ timeout: 15_000 });
    // With a model there is nothing to wait for.
    expect(await (await fetch(address)).text()).not.toContain('http-equiv="refresh"');
  });
});
