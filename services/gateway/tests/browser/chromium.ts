import type { Page } from 'playwright-core';
import { describe, test } from 'vitest';
import { hasChromium, launchChromium } from '../../scripts/launch-chromium.mjs';
import { startExampleService } from './example-service.js';

/** Many pages in one test, with a second or two for each, on a machine that does other things too. */
const SLOW_MACHINE_MS = 120_000;

/**
 * Tests in a real browser. Without one they are skipped, which is said; where everything must be tested (CI=true) its
 * absence is a failure.
 */
export function describeInChromium(name: string, tests: () => void): void {
  const isNeeded = process.env.CI === 'true';
  if (hasChromium || isNeeded) describe(name, { timeout: SLOW_MACHINE_MS }, tests);
  else describe.skip(`${name} (skipped: no Chromium was found; set CHROMIUM to its path)`, tests);
}

/** A file's tests share one browser and one service; pages are a test's own. */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that it needs nothing.
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchChromium();
    onCleanup(() => browser.close());
    return browser;
  })
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  .extend('service', { scope: 'file' }, async ({}, { onCleanup }) => {
    const service = await startExampleService();
    onCleanup(() => service.close());
    return service;
  })
  .extend('page', async ({ browser }, { onCleanup }): Promise<Page> => {
    const page = await browser.newPage();
    onCleanup(() => page.close());
    return page;
  })
  .extend('scriptlessPage', async ({ browser }, { onCleanup }): Promise<Page> => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    onCleanup(() => page.close());
    return page;
  });
