import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { cutTexts, obscuredStops, sidewaysPixels, smallTargets, violationsOn } from './page-checks.js';
import { PAGE_STATES } from './page-states.js';

// Each language, theme, width and way of working occurs; a state is entered once for all that is checked in one look. axe takes up to a
// second for a page: the last look adds no theme to those that it has read.
const LOOKS = [
  {
    kind: 'in English, light, on a wide screen',
    language: 'en',
    hasScript: true,
    isReadByAxe: true,
    options: { viewport: { width: 2560, height: 1440 }, colorScheme: 'light' },
  },
  {
    kind: 'in Spanish, dark, on a phone, 320 pixels wide',
    language: 'es',
    hasScript: true,
    isReadByAxe: true,
    options: { viewport: { width: 320, height: 720 }, hasTouch: true, colorScheme: 'dark' },
  },
  {
    kind: 'without script, in English, dark',
    language: 'en',
    hasScript: false,
    isReadByAxe: true,
    options: { viewport: { width: 1280, height: 720 }, colorScheme: 'dark' },
  },
  {
    kind: 'without script, in Spanish, light, in a window of 1280 pixels at 400 %: its layout alone',
    language: 'es',
    hasScript: false,
    isReadByAxe: false,
    options: { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4, colorScheme: 'light' },
  },
] as const;

describeInChromium('every page and state', () => {
  it.for(LOOKS)(
    'has no violation that axe finds (WCAG 2.2 A and AA), needs no sideways scrolling, keeps targets of 24 pixels and shows where the focus is: $kind',
    async ({ language, hasScript, isReadByAxe, options }, { browser, service }) => {
      const context = await browser.newContext(options);
      // axe is a script itself, so only the page's own scripts are blocked.
      if (!hasScript) await context.route('**/assets/*.js*', (route) => route.abort());
      const page = await context.newPage();
      const found: Record<string, object> = {};
      for (const state of PAGE_STATES) {
        if (state.needsScript && !hasScript) continue;
        await state.enter(page, service, language);
        expect(await page.getAttribute('html', 'lang')).toBe(language);
        expect((await page.locator('html.has-script').count()) === 1).toBe(hasScript);
        found[state.name] = {
          violations: isReadByAxe ? await violationsOn(page) : [],
          sidewaysPixels: await sidewaysPixels(page),
          smallTargets: await smallTargets(page),
          cutTexts: await cutTexts(page),
          obscuredStops: await obscuredStops(page),
        };
      }
      await context.close();
      const none = { violations: [], sidewaysPixels: 0, smallTargets: [], cutTexts: [], obscuredStops: [] };
      expect(Object.keys(found).length).toBeGreaterThanOrEqual(8);
      expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, none])));
    },
  );

  it('differs from a bad page: axe finds what is wrong with one', async ({ page }) => {
    await page.setContent('<html><body><img src="data:,"><button></button></body></html>');
    expect((await violationsOn(page)).length).toBeGreaterThan(2);
  });
});
