import type { ModelManifest } from '@slc/domain';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { COMPACT, EIGHT, GUESSED, ISIC_2019, MANY, serving, TWO } from '../example-models.js';
import { describeInChromium, it } from './chromium.js';
import { DRAWINGS, type ExampleService } from './example-service.js';
import { cutTexts, printedSheets, sidewaysPixels, smallTargets, violationsOn } from './page-checks.js';
import { choose, type Language, resultShown, submit } from './page-states.js';

const MODELS = [
  ['eight classes', EIGHT],
  ['two classes', TWO],
  ['300 classes', MANY],
  ['classes that were guessed', GUESSED],
] as const;

async function openResult(
  page: Page,
  service: ExampleService,
  { manifest, language = 'en' }: { readonly manifest: ModelManifest; readonly language?: Language },
): Promise<void> {
  service.status = serving(manifest);
  service.logits = manifest.labels.map((_, index) => 3 / (1 + index));
  await page.goto(`${service.base}/${language}/`);
  await choose(page, DRAWINGS[1] ?? '');
  await submit(page);
  await resultShown(page);
}

async function unfold(page: Page): Promise<void> {
  for (const summary of await page.locator('.fold > summary').all()) await summary.press('Enter');
}

describeInChromium('the pages of other label sets', () => {
  it.for(MODELS)(
    'fit on a phone and have no violation that axe finds: %s',
    async ([_, manifest], { browser, service }) => {
      const page = await browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
      // Spanish is the longer one; of one model English is tried too.
      const languages: readonly Language[] = manifest === EIGHT ? ['es', 'en'] : ['es'];
      for (const language of languages) {
        const openModelPage = () => page.goto(`${service.base}/${language}/model-info`);
        for (const open of [() => openResult(page, service, { manifest, language }), openModelPage]) {
          await open();
          if (language === 'es') expect(await violationsOn(page)).toEqual([]);
          await unfold(page);
          expect(await sidewaysPixels(page)).toBe(0);
          expect(await cutTexts(page)).toEqual([]);
          expect(await smallTargets(page)).toEqual([]);
        }
      }
      await page.close();
    },
  );

  it('unfold without script', async ({ scriptlessPage: page, service }) => {
    await openResult(page, service, { manifest: MANY });
    const last = page.locator('[data-class=c299]');
    expect(await last.isVisible()).toBe(false);
    await unfold(page);
    await last.waitFor({ state: 'visible' });
  });

  it('print as they are folded', async ({ page, service }) => {
    await openResult(page, service, { manifest: MANY });
    expect(await printedSheets(page)).toBeLessThanOrEqual(2);
    await openResult(page, service, { manifest: EIGHT });
    expect(await printedSheets(page)).toBe(1);
    await openResult(page, service, { manifest: GUESSED });
    expect(await printedSheets(page)).toBe(1);
  });

  it('say above the sum of several images that something was guessed', async ({ page, service }) => {
    for (const [manifest, isShown] of [
      [GUESSED, true],
      [COMPACT, false],
    ] as const) {
      service.status = serving(manifest);
      await page.goto(`${service.base}/en/`);
      await choose(page, DRAWINGS.slice(0, 2));
      await submit(page);
      await page.waitForSelector('[data-kind=done] >> nth=1');
      expect(await page.locator('[data-summary-guessed]').isVisible()).toBe(isShown);
    }
  });

  it('sum up several images without a column of sums that the labels do not allow', async ({
    page,
    service,
  }) => {
    for (const [manifest, isShown] of [
      [EIGHT, false],
      [ISIC_2019, true],
    ] as const) {
      service.status = serving(manifest);
      service.logits = manifest.labels.map((__, index) => -index);
      await page.goto(`${service.base}/en/`);
      await choose(page, DRAWINGS.slice(0, 2));
      await submit(page);
      await page.waitForSelector('[data-kind=done] >> nth=1');
      expect(await page.locator('[data-sort=malignant]').isVisible()).toBe(isShown);
      expect(await page.locator('.queue-item').first().locator('th:visible, td:visible').count()).toBe(
        isShown ? 7 : 6,
      );
    }
  });
});
