import { LABEL_SETS } from '@slc/domain';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWING, STATUS } from './example-service.js';
import { PAPERS, printedSheets, smallPrint } from './page-checks.js';
import { choose, PAGE_STATES, submit } from './page-states.js';

/** As long as the field takes, and as wide. */
const REFERENCE = 'K-2026/0417 '.padEnd(80, 'W');

const result = PAGE_STATES.find(({ name }) => name === 'result');

describeInChromium('the layout', () => {
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
    'prints each kind of result on one sheet of either paper, folded and unfolded, with a reference and a time zone, in %s',
    async (language, { browser, service }) => {
      const page = await browser.newPage({ timezoneId: 'America/Bogota' });
      const sent: string[] = [];
      page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
      const sheets: Record<string, number> = {};
      for (const { name, enter } of PAGE_STATES.filter((state) => state.name.startsWith('result'))) {
        await enter(page, service, language);
        const count = async (look: string) => {
          for (const paper of PAPERS) sheets[`${name}, ${look}, ${paper}`] = await printedSheets(page, paper);
        };
        await page.emulateMedia({ media: 'print' });
        expect(await page.locator('.reference').isVisible()).toBe(false);
        await page.emulateMedia({ media: null });
        await page.fill('#reference', REFERENCE);
        await page.emulateMedia({ media: 'print' });
        expect(await smallPrint(page, 8)).toEqual([]);
        await page.emulateMedia({ media: null });
        await count('folded');
        for (const summary of ['.measured > summary', '.enlarge > summary'])
          await page.locator(summary).click();
        await count('unfolded');
        await page.emulateMedia({ media: 'print' });
        expect(await smallPrint(page, 7.5)).toEqual([]);
        const printed = page.locator('[data-reference-words]');
        expect(await printed.textContent()).toBe(REFERENCE);
        expect(await printed.isVisible()).toBe(true);
        expect(await page.locator('#reference').isVisible()).toBe(false);
        expect(await page.textContent('.moment')).toMatch(/ 20\d\d.*\d\d:\d\d (GMT-5|COT)$/);
        const words = (await page.locator('main').allInnerTexts()).join();
        expect(words).not.toMatch(/stays in this browser|se queda en este navegador|Not sent|No se envía/);
        expect(/drawing|dibujo/.test(words)).toBe(name.includes('example'));
        // The map lies on its square, however large that was on the screen.
        const [map, square] = await Promise.all(
          ['.map', '.layers .lesion'].map(
            async (one) => (await page.locator(one).count()) > 0 && page.locator(one).boundingBox(),
          ),
        );
        if (map) expect(map).toEqual(square);
        await page.emulateMedia({ media: null });
      }
      await page.close();
      expect(Object.keys(sheets)).toHaveLength(16);
      expect(sheets).toEqual(Object.fromEntries(Object.keys(sheets).map((name) => [name, 1])));
      // The reference goes nowhere.
      expect(sent.length).toBeGreaterThan(10);
      expect(sent.filter((one) => decodeURIComponent(one).includes(REFERENCE))).toEqual([]);
    },
  );

  it('prints on one sheet whichever class comes first, with the compact model, a long name and in the longer language', async ({
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
      await choose(page, {
        name: id === 'MEL' ? `${name.repeat(3)}` : name,
        mimeType: 'image/jpeg',
        buffer: DRAWING,
      });
      await submit(page);
      await page.waitForSelector(`tbody tr:first-child[data-class=${id}]`);
      sheets[id] = await printedSheets(page, 'Letter');
    }
    service.logits = logits;
    expect(sheets).toEqual(Object.fromEntries(LABEL_SETS.ham10000.map(({ id }) => [id, 1])));
  });

  it('keeps its marks in forced colours, each different from those beside it', async ({
    browser,
    service,
  }) => {
    const page = await browser.newPage({ forcedColors: 'active' });
    const looks = (selectors: readonly string[]) =>
      page.evaluate((all) => {
        const marks = all.map((selector) => {
          const mark = document.querySelector(selector);
          if (!mark) return selector;
          const { stroke, strokeOpacity, strokeDasharray } = getComputedStyle(mark);
          return [stroke, strokeOpacity, strokeDasharray].join(' ');
        });
        return { marks, paper: getComputedStyle(document.body).backgroundColor };
      }, selectors);
    await result?.enter(page, service, 'en');
    const bars = ['.bar-fill.is-malignant', '.bar-fill.is-benign'];
    const parts = ['malignant', 'pre-malignant', 'benign'].map((kind) => `.stacked .is-${kind}`);
    const ofResult = [await looks(bars), await looks([...parts]), await looks(['.bar-track'])];
    service.status = STATUS.calibrated;
    await page.goto(`${service.base}/en/model-info`);
    const tones = [1, 2, 3, 4].map((tone) => `.stacked .is-tone-${tone}`);
    const whiskers = ['.is-malignant > .whisker-line', '.is-benign > .whisker-line'];
    for (const { marks, paper } of [...ofResult, await looks(tones), await looks(whiskers)]) {
      expect(new Set(marks).size, marks.join()).toBe(marks.length);
      for (const mark of marks) expect(mark).toMatch(/^rgb/);
      for (const mark of marks) expect(mark.startsWith(`${paper} `)).toBe(false);
    }
    await page.close();
  });
});
