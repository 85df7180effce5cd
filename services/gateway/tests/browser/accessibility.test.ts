import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { violationsOn } from './page-checks.js';
import { PAGE_STATES } from './page-states.js';

describeInChromium('every page and state', () => {
  it.for([
    { kind: 'in English, light', language: 'en', colorScheme: 'light', hasScript: true },
    { kind: 'in Spanish, dark', language: 'es', colorScheme: 'dark', hasScript: true },
    { kind: 'on a phone, dark', language: 'en', colorScheme: 'dark', hasScript: true, width: 320 },
    { kind: 'without script, Spanish, light', language: 'es', colorScheme: 'light', hasScript: false },
    { kind: 'without script, English, dark', language: 'en', colorScheme: 'dark', hasScript: false },
  ] as const)(
    'has no violation that axe finds (WCAG 2.2 A and AA): $kind',
    async (look, { browser, service }) => {
      const { language, colorScheme, hasScript } = look;
      const width = 'width' in look ? look.width : 1280;
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 720 } });
      // axe is a script itself, so only the page's own scripts are blocked.
      if (!hasScript) await context.route('**/assets/*.js*', (route) => route.abort());
      const page = await context.newPage();
      const found: Record<string, string[]> = {};
      for (const state of PAGE_STATES) {
        if (state.needsScript && !hasScript) continue;
        await state.enter(page, service, language);
        expect(await page.getAttribute('html', 'lang')).toBe(language);
        expect((await page.locator('html.has-script').count()) === 1).toBe(hasScript);
        found[state.name] = await violationsOn(page);
      }
      await context.close();
      expect(Object.keys(found).length).toBeGreaterThanOrEqual(8);
      expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
    },
  );

  it('differs from a bad page: axe finds what is wrong with one', async ({ page }) => {
    await page.setContent('<html><body><img src="data:,"><button></button></body></html>');
    expect((await violationsOn(page)).length).toBeGreaterThan(2);
  });
});
