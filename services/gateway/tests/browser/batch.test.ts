import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { ASSESSMENT, DRAWING, type ExampleService, STATUS } from './example-service.js';
import { sidewaysPixels, smallPrint, smallTargets } from './page-checks.js';
import { choose, NOT_AN_IMAGE, resultShown, submit } from './page-states.js';

/** Names of 60 characters, which differ at their end and in the middle. */
function drawings(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `patient-0417-left-forearm-dermoscopy-polarised-visit-${String(index + 1).padStart(3, '0')}.jpg`,
    mimeType: 'image/jpeg',
    buffer: DRAWING,
  }));
}

/** Sends images, each with another malignant sum, and every fifth unusable. */
async function classifySeveral(page: Page, service: ExampleService, count: number): Promise<void> {
  let asked = 0;
  service.before = async () => {
    asked += 1;
    service.logits = [0.1, -0.4, 0.9, -1.2, (asked % 10) - 4, 1.85, -2];
    service.assessment = asked % 5 === 0 ? ASSESSMENT.unusable : ASSESSMENT.clear;
  };
  await choose(page, drawings(count));
  await submit(page);
  await ended(page, count);
}

async function ended(page: Page, count: number): Promise<void> {
  const isEnded = (least: number) =>
    document.querySelectorAll('[data-kind=done], [data-kind=failed]').length >= least;
  await page.waitForFunction(isEnded, count, { timeout: 90_000 });
}

function arePicturesShown(): boolean {
  const pictures = [...document.querySelectorAll<HTMLImageElement>('[data-picture]')];
  return pictures.every(({ naturalWidth }) => naturalWidth > 0);
}

describeInChromium('several images', () => {
  it.beforeEach(async ({ page, service }) => {
    const { logits, assessment } = service;
    service.status = STATUS.calibrated;
    service.before = async () => {};
    await page.addInitScript(() => {
      const urls = new Set<string>();
      Object.assign(window, { urls });
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (object: Blob | MediaSource) => {
        const url = createObjectURL.call(URL, object);
        urls.add(url);
        return url;
      };
      URL.revokeObjectURL = (url) => {
        urls.delete(url);
        revokeObjectURL.call(URL, url);
      };
    });
    await page.goto(`${service.base}/en/`);
    return () => Object.assign(service, { logits, assessment, before: async () => {} });
  });

  it('a hundred with long names can be read, sorted and saved on a desktop and on a phone', async ({
    page,
    service,
  }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await classifySeveral(page, service, 100);
    // The limit is said where the buttons are, which are in view.
    await choose(page, drawings(3));
    expect(await page.textContent('[data-refusal]')).toBe('At most 100 images at a time. Not added: 3.');
    expect(await isInWindow(page, '[data-refusal]')).toBe(true);
    await page.click('[data-example="drawn-3.jpg"] button');
    expect(await page.textContent('[data-refusal]')).toBe('At most 100 images at a time. Not added: 1.');
    expect(await page.locator('.queue-item').count()).toBe(100);
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 320, height: 640 },
    ]) {
      await page.setViewportSize(viewport);
      for (const place of [0, 0.5, 1]) {
        await page.evaluate((share) => window.scrollTo(0, share * document.body.scrollHeight), place);
        for (const button of ['csv', 'json'])
          expect(await isInWindow(page, `[data-save-${button}]`), `${viewport.width} at ${place}`).toBe(true);
      }
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await cutFigures(page)).toEqual([]);
      // A class of a long name takes two lines.
      const heights = await page
        .locator('.queue-item')
        .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
      expect(Math.max(...heights)).toBeLessThan(175);
      expect(await smallTargets(page)).toEqual([]);
      await page.locator('.queue-item button:visible').nth(30).focus();
      expect(await coveredStops(page, { key: 'Tab', stops: 12 })).toEqual([]);
      expect(await coveredStops(page, { key: 'Shift+Tab', stops: 24 })).toEqual([]);
    }
    // Small pictures are all that is kept, and nothing after the list is cleared.
    await page.waitForFunction(arePicturesShown);
    const widths = await page
      .locator('[data-picture]')
      .evaluateAll((pictures) => pictures.map((picture) => (picture as HTMLImageElement).naturalWidth));
    expect(new Set(widths)).toEqual(new Set([144]));
    await page.click('[data-clear]');
    expect(await page.locator('[data-queue]').isVisible()).toBe(false);
    expect(await page.evaluate(() => Object(window).urls.size)).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('image');
  });

  it('are in the order of what needs a person, and in any other by keyboard', async ({ page, service }) => {
    await choose(page, NOT_AN_IMAGE);
    await page.waitForSelector('[data-kind=failed]');
    await classifySeveral(page, service, 8);
    await page.waitForSelector('[data-kind=done] >> nth=7');
    const verdicts = await page
      .locator('.queue-item')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.verdict));
    expect(verdicts).toEqual(['unusable', ...new Array(7).fill('clear'), '']);
    expect(await page.getAttribute('[data-sort=malignant]', 'aria-sort')).toBe('descending');
    const sums = await sumsOn(page);
    expect(sums).toEqual(sums.toSorted((a, b) => b - a));
    expect(new Set(sums).size).toBeGreaterThan(4);
    // Of an unusable one no figure is shown.
    expect(await page.textContent('[data-verdict=unusable]')).not.toContain('%');

    await page.locator('[data-sort=malignant] button').press('Enter');
    expect(await page.getAttribute('[data-sort=malignant]', 'aria-sort')).toBe('ascending');
    expect(await sumsOn(page)).toEqual(sums.toReversed());
    expect(await page.evaluate(() => document.activeElement?.closest('th')?.dataset.sort)).toBe('malignant');
    for (const column of ['name', 'verdict', 'class', 'state']) {
      await page.locator(`[data-sort=${column}] button`).press('Space');
      const sorted = await page
        .locator('[aria-sort]')
        .evaluateAll((heads) =>
          heads.map((head) => [(head as HTMLElement).dataset.sort, head.getAttribute('aria-sort')]),
        );
      expect(sorted).toEqual([[column, 'ascending']]);
    }
    expect(await page.locator('.queue-item').first().getAttribute('data-kind')).toBe('failed');
  });

  it('are read one after the other, by button and by arrow', async ({ page, service }) => {
    // A result that is opened during the batch has the neighbours that come after it.
    const release: (() => void)[] = [];
    service.before = () => new Promise((resolve) => release.push(resolve));
    await choose(page, drawings(3));
    await submit(page);
    await expect.poll(() => release.length).toBe(2);
    const withMelanoma = (logit: number) => [0.1, -0.4, 0.9, -1.2, logit, 1.85, -2];
    service.logits = withMelanoma(4);
    release[0]?.();
    await page.locator('[data-open]:visible').first().press('Enter');
    await resultShown(page);
    const position = () => page.textContent('[data-steps]:not([hidden]) [data-position]');
    await expect.poll(() => release.length).toBe(3);
    service.logits = withMelanoma(-4);
    for (const answer of release) answer();
    await expect.poll(position).toBe('1 of 3');
    expect(await page.isDisabled('[data-previous]')).toBe(true);
    await page.locator('[data-next]').press('Enter');
    expect(await position()).toBe('2 of 3');
    // The focus stays on the button, so that it can be pressed again.
    await page.keyboard.press('Enter');
    expect([await position(), await page.isDisabled('[data-next]')]).toEqual(['3 of 3', true]);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    const names = [await page.textContent('[data-file-name]')];
    await page.keyboard.press('ArrowLeft');
    names.push(await page.textContent('[data-file-name]'));
    expect(await position()).toBe('2 of 3');
    expect(new Set(names).size).toBe(2);
    // Not while a person types, nor with a key held that means something else.
    await page.locator('#reference').press('ArrowRight');
    await page.locator('h1').press('Alt+Shift+ArrowRight');
    expect(await position()).toBe('2 of 3');
    await page.locator('h1').press('ArrowRight');
    expect(await position()).toBe('3 of 3');
    await page.goBack();
    expect(await page.locator('.queue-item').count()).toBe(3);
  });

  it('are cancelled, and tried again, all at once', async ({ page, service }) => {
    service.before = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await choose(page, drawings(4));
    await submit(page);
    await page.waitForSelector('[data-kind=analysing] >> nth=1');
    await page.click('[data-cancel-all]');
    await page.waitForSelector('[data-kind=cancelled] >> nth=3');
    expect(await page.locator('[data-cancel-all]').isVisible()).toBe(false);
    expect(await page.textContent('[data-summary-counts]')).toBe('Classified: 0 of 4. Cancelled: 4.');
    expect(await page.textContent('[data-retry-unanswered]')).toBe('Retry 4 unanswered');
    service.before = async () => {};
    await page.click('[data-retry-unanswered]');
    await page.waitForSelector('[data-kind=done] >> nth=3');
    expect(await page.textContent('[data-summary-counts]')).toBe('Classified: 4 of 4.');
    expect(await page.locator('[data-retry-unanswered]').isVisible()).toBe(false);
    // A file that cannot be sent leaves nothing to classify.
    await choose(page, NOT_AN_IMAGE);
    await page.waitForSelector('[data-kind=failed]');
    expect(await page.locator('[data-submit]').isVisible()).toBe(false);
    expect(await page.textContent('[data-summary-counts]')).toBe('Classified: 4 of 5. Not classified: 1.');
  });

  it('are printed, each on a row of its own, under what they are of', async ({ page, service }) => {
    await classifySeveral(page, service, 48);
    await page.waitForFunction(() => document.querySelectorAll('[data-picture]:not([hidden])').length === 48);
    const pdf = (await page.pdf({ preferCSSPageSize: true, tagged: true })).toString('latin1');
    // Of the head and of each image.
    expect(pdf.match(/\/S\s*\/TR\b/g)).toHaveLength(49);
    const sheets = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(sheets).toBeGreaterThan(1);
    expect(sheets).toBeLessThan(5);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await smallPrint(page, 8)).toEqual([]);
    const paper = (await page.locator('[data-queue] > :visible').allInnerTexts()).join('\n');
    const { id, sha256 } = STATUS.calibrated.model;
    for (const words of ['Classification of several images', id, sha256, 'Not a medical device', 'Melanoma'])
      expect(paper).toContain(words);
    expect(paper).toMatch(/Classified: \d+ \w+ \d{4}(,| at) \d\d:\d\d\S* \w+/);
    for (const { name } of drawings(48)) expect(paper).toContain(name);
    expect(await page.locator('[data-bar] svg:visible').count()).toBeGreaterThan(30);
    for (const hidden of ['.batch-bar', '.opening', '.examples', '.cell-actions', '.masthead nav'])
      expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
    const breaks = await page.evaluate(() => {
      const styleOf = (selector: string) => getComputedStyle(document.querySelector(selector) as Element);
      const [head, button, row] = [styleOf('.batch-table thead'), styleOf('.sort'), styleOf('.queue-item')];
      return [head.display, head.breakInside, button.display, row.breakInside];
    });
    // Chromium repeats only such a head.
    expect(breaks).toEqual(['table-header-group', 'avoid', 'contents', 'avoid']);
  });

  it('show their bars in forced colours', async ({ browser, service }) => {
    const page = await browser.newPage({ forcedColors: 'active' });
    await page.goto(`${service.base}/en/`);
    await choose(page, drawings(2));
    await submit(page);
    await page.waitForSelector('[data-kind=done] >> nth=1');
    const [paper, ...strokes] = await page.evaluate(() => {
      const strokeOf = (path: Element) => getComputedStyle(path).stroke;
      const parts = [...(document.querySelector('[data-bar] .stacked')?.querySelectorAll('path') ?? [])];
      return [
        getComputedStyle(document.body).backgroundColor,
        ...parts.filter((part) => !part.matches('.stacked-edge')).map(strokeOf),
      ];
    });
    expect(strokes.length).toBeGreaterThan(1);
    expect(strokes).not.toContain(paper);
    expect(new Set(strokes).size).toBeGreaterThan(1);
    await page.close();
  });
});

async function sumsOn(page: Page): Promise<number[]> {
  const texts = await page.locator('[data-cell=sum]').allTextContents();
  return texts.filter((text) => text !== '').map((text) => Number.parseInt(text, 10));
}

function isInWindow(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const isCovered = !element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && !isCovered;
  });
}

/** Rows whose name or figures reach out of the window or over one another. */
function cutFigures(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const row of document.querySelectorAll('.queue-item')) {
      const boxes = [...row.querySelectorAll('[data-name], [data-cell], [data-bar] svg')]
        .map((element) => element.getBoundingClientRect())
        .filter(({ width }) => width > 0);
      const isOut = boxes.some(({ left, right }) => left < 0 || right > innerWidth);
      const isOver = boxes.some((a, i) =>
        boxes.slice(i + 1).some((b) => {
          const [x, y] = [
            Math.min(a.right, b.right) - Math.max(a.left, b.left),
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
          ];
          return x > 1 && y > 1;
        }),
      );
      const name = row.querySelector<HTMLElement>('[data-name]');
      const isShort = (name?.getBoundingClientRect().height ?? 0) < 32;
      if (boxes.length < 2 || isOut || isOver || !isShort) found.push(row.textContent ?? '');
    }
    return found;
  });
}

interface Walk {
  readonly key: string;
  readonly stops: number;
}

/** Stops of the focus that something else covers, such as the bar (WCAG 2.4.11). */
async function coveredStops(page: Page, { key, stops }: Walk): Promise<string[]> {
  const covered: string[] = [];
  for (let stop = 0; stop < stops; stop++) {
    await page.keyboard.press(key);
    const html = await page.evaluate(() => {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) return null;
      const { top, bottom, left, right } = activeElement.getBoundingClientRect();
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return activeElement.contains(at) || at?.contains(activeElement) ? null : activeElement.outerHTML;
    });
    if (html !== null) covered.push(html.slice(0, 120));
  }
  return covered;
}
