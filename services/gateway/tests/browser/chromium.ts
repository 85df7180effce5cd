import type { Page } from 'playwright-core';
import { describe, test } from 'vitest';
import { hasChromium, launchChromium } from '../../scripts/launch-chromium.mjs';
import { startExampleService } from './example-service.js';

/** One test opens many pages, and each takes a second or two on a busy machine. */
const SLOW_MACHINE_MS = 120_000;

/**
 * Tests in a real browser. Without one they are skipped with a notice, and fail where CI=true.
 */
export function describeInChromium(name: string, tests: () => void): void {
  const isNeeded = process.env.CI === 'true';
  if (hasChromium || isNeeded) describe(name, { timeout: SLOW_MACHINE_MS }, tests);
  else describe.skip(`${name} (skipped: no Chromium was found; set CHROMIUM to its path)`, tests);
}

/** The tests of a file share one browser and one service; each has its own pages. */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixture's dependencies from the pattern: there are none.
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
