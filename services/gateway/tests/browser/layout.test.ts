import { LABEL_SETS } from '@slc/domain';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWING, STATUS } from './example-service.js';
import { cutTexts, printedSheets, sidewaysPixels, smallTargets } from './page-checks.js';
import { choose, PAGE_STATES, submit } from './page-states.js';

const result = PAGE_STATES.find(({ name }) => name === 'result');

describeInChromium('the layout', () => {
  it.for([
    ['a phone, 320 pixels wide', { viewport: { width: 320, height: 640 }, hasTouch: true }, 'en'],
    [
      'a window of 1280 pixels at 400 %',
      { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
      'es',
    ],
    ['a wide screen', { viewport: { width: 2560, height: 1440 } }, 'es'],
  ] as const)(
    'needs no sideways scrolling and keeps targets of 24 pixels on %s',
    async ([_, options, language], { browser, service }) => {
      const page = await browser.newPage(options);
      for (const state of PAGE_STATES) {
        await state.enter(page, service, language);
        expect(await sidewaysPixels(page), state.name).toBe(0);
        expect(await smallTargets(page), state.name).toEqual([]);
        expect(await cutTexts(page), state.name).toEqual([]);
      }
      await page.close();
    },
  );

  it('leaves little empty space above the heads of a table’s first columns on a phone', async ({
    browser,
    service,
  }) => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
    for (const status of [STATUS.standIn, STATUS.ready]) {
      service.status = status;
      await page.goto(`${service.base}/es/model-info`);
      const emptyPixels = await page.evaluate(() =>
        [...document.querySelectorAll('thead th:first-child')].map((head) => {
          const words = document.createRange();
          words.selectNodeContents(head);
          return words.getBoundingClientRect().top - head.getBoundingClientRect().top;
        }),
      );
      expect(emptyPixels.length).toBeGreaterThan(1);
      for (const pixels of emptyPixels) expect(pixels).toBeLessThan(48);
    }
    await page.close();
  });

  it('moves nothing where motion is not wanted', async ({ browser, service }) => {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    for (const state of PAGE_STATES) {
      await state.enter(page, service, 'en');
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((element) => {
            const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
            return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior !== 'auto';
          }).length,
      );
      expect(moving, state.name).toBe(0);
    }
    await page.close();
  });

  it.for(['en', 'es'] as const)(
    'prints a result on one sheet, without navigation, in %s',
    async (language, { browser, service }) => {
      const page = await browser.newPage({ colorScheme: 'dark' });
      await result?.enter(page, service, language);
      expect(await printedSheets(page)).toBe(1);
      await page.emulateMedia({ media: 'print' });
      const isShown = (selector: string) => page.locator(selector).first().isVisible();
      for (const shown of [
        '.lesion',
        '.square',
        '.map',
        '.malignancy',
        '.classes-table',
        '.entry > .facts',
        '.measured > summary',
        'time',
        '.crosses',
        '.notice',
      ])
        expect(await isShown(shown), shown).toBe(true);
      for (const hidden of [
        '.masthead nav',
        '.settings',
        '.actions',
        '.skip',
        '.map-switch',
        '.exact',
        '.link',
      ])
        expect(await isShown(hidden), hidden).toBe(false);
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(paper).toBe('rgb(255, 255, 255)');
      await page.close();
    },
  );

  it.for(['en', 'es'] as const)(
    'prints each kind of result on one sheet, in %s',
    async (language, { page, service }) => {
      const sheets: Record<string, number> = {};
      for (const { name, enter } of PAGE_STATES.filter((state) => state.name.startsWith('result'))) {
        await enter(page, service, language);
        sheets[name] = await printedSheets(page);
      }
      expect(Object.keys(sheets)).toHaveLength(4);
      expect(new Set(Object.values(sheets))).toEqual(new Set([1]));
    },
  );

  it('prints on one sheet whichever class comes first, with the compact model and in the longer language', async ({
    page,
    service,
  }) => {
    const { logits } = service;
    service.status = STATUS.standIn;
    const sheets: Record<string, number> = {};
    const name = 'patient-0417-left-forearm-dermoscopy-polarised-2026-11-24-second-visit.jpg';
    for (const [top, { id }] of LABEL_SETS.ham10000.entries()) {
      service.logits = LABEL_SETS.ham10000.map((_, index) => (index === top ? 1.5 : index / 100));
      await page.goto(`${service.base}/es/`);
      await choose(page, { name, mimeType: 'image/jpeg', buffer: DRAWING });
      await submit(page);
      await page.waitForSelector(`tbody tr:first-child[data-class=${id}]`);
      sheets[id] = await printedSheets(page);
    }
    service.logits = logits;
    expect(sheets).toEqual(Object.fromEntries(LABEL_SETS.ham10000.map(({ id }) => [id, 1])));
  });

  it('keeps its marks in forced colours', async ({ browser, service }) => {
    const page = await browser.newPage({ forcedColors: 'active' });
    await result?.enter(page, service, 'en');
    const strokes = await page.evaluate(() =>
      ['.bar-fill', '.bar-track'].map((selector) => {
        const path = document.querySelector(selector);
        return path ? getComputedStyle(path).stroke : '';
      }),
    );
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    for (const stroke of strokes) expect(stroke).not.toBe(paper);
    await page.close();
  });
});
