import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWINGS, type ExampleService, STATUS, startExampleService } from './example-service.js';
import { hasNginx, type RunningNginx, startNginx } from './nginx.js';
import { choose, resultShown, submit } from './page-states.js';

const isNeeded = process.env.CI === 'true';
const describeBehindNginx: typeof describeInChromium = (name, tests) =>
  hasNginx || isNeeded
    ? describeInChromium(name, tests)
    : describe.skip(`${name} (skipped: no nginx was found)`, tests);

/** Everything that the page asks for and does not get. */
function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => faults.push(`failed ${request.url()}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

describeBehindNginx('behind nginx under a sub-path', () => {
  let service: ExampleService;
  let nginx: RunningNginx;
  it.beforeAll(async () => {
    service = await startExampleService(STATUS.calibrated, { BASE_PATH: '/derm', TRUST_PROXY: 'loopback' });
    const gateway = service.base;
    nginx = await startNginx(`
      location /derm/ { proxy_pass ${gateway}/; }
      location /kept/ { proxy_pass ${gateway}; proxy_set_header X-Forwarded-Prefix /kept; }
      location /other/ { proxy_pass ${gateway}/; proxy_set_header X-Forwarded-Prefix /other; }
      location = / { return 204; }`);
    return async () => {
      await nginx.close();
      await service.close();
    };
  });

  it.for(['/derm', '/kept', '/other'])('the pages work as at the root: %s', async (prefix, { page }) => {
    const faults = watchFaults(page);
    await page.goto(`${nginx.base}${prefix}/en/`);
    expect(await page.evaluate(() => getComputedStyle(document.body).fontFamily)).toContain('Atkinson');
    await choose(page, DRAWINGS[1] ?? '');
    await submit(page);
    await resultShown(page);
    await page.goBack();
    await page.getByRole('link', { name: 'Español' }).click();
    // The script takes the image along, without a reload.
    await page.waitForURL(`${nginx.base}${prefix}/es/`);
    await page.locator('nav a[href$="/model-info"]').click();
    await page.waitForURL(`${nginx.base}${prefix}/es/model-info`);
    await page.locator('a[href$="/api/docs"]').click();
    expect(faults).toEqual([]);
    await page.locator('a[href$="/openapi.json"]').click();
    await page.waitForURL(`${nginx.base}${prefix}/api/v1/openapi.json`);
  });

  it('the form and the examples work without script', async ({ scriptlessPage: page }) => {
    const faults = watchFaults(page);
    await page.goto(`${nginx.base}/derm/es/`);
    await page.locator('[data-example] button').first().click();
    await page.waitForSelector('[data-result]');
    expect(page.url()).toBe(`${nginx.base}/derm/es/classify`);
    expect(faults).toEqual([]);
  });
});

describeInChromium('a page of another origin', () => {
  it('reads the API’s answer where its origin is named, and nothing where it is not', async ({ page }) => {
    const pages = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Another</title>');
    });
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    const { port } = pages.address() as AddressInfo;
    const service = await startExampleService(STATUS.calibrated, {
      CORS_ORIGINS: `http://127.0.0.1:${port}`,
    });
    // Runs in the browser.
    const classify = async (url: string) => {
      try {
        const body = new Blob([Uint8Array.of(0xff, 0xd8, 0xff)], { type: 'image/jpeg' });
        const response = await fetch(url, {
          method: 'POST',
          body,
          headers: { 'content-type': 'image/jpeg' },
        });
        return (await response.json()).topClass as string;
      } catch (error) {
        return String(error);
      }
    };
    try {
      const url = `${service.base}/api/v1/classify`;
      await page.goto(`http://127.0.0.1:${port}/`);
      expect(await page.evaluate(classify, url)).toBe('MEL');
      // The same page under another name has another origin.
      await page.goto(`http://localhost:${port}/`);
      expect(await page.evaluate(classify, url)).toMatch(/Failed to fetch/);
    } finally {
      pages.close();
      await service.close();
    }
  });
});
