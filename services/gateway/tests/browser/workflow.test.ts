import { listImageFormats } from '@slc/domain';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWING, DRAWINGS, STATUS } from './example-service.js';
import { choose, NOT_AN_IMAGE, resultShown, submit } from './page-states.js';

describeInChromium('with script', () => {
  it.beforeEach(async ({ page, service }) => {
    service.status = STATUS.ready;
    service.before = async () => {};
    await page.goto(`${service.base}/en/`);
  });

  it('an image is previewed before it is sent, and its result comes without a reload', async ({
    page,
    service,
  }) => {
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    // Nothing can be lost yet.
    expect(await page.getByText('Changing the language keeps the images').isVisible()).toBe(false);
    await choose(page, DRAWINGS[1] ?? '');
    await page.waitForFunction(() => {
      const picture = document.querySelector<HTMLImageElement>('[data-picture]');
      return picture?.complete && picture.naturalWidth === 144;
    });
    expect(service.received).toHaveLength(0);
    expect(await statesOn(page)).toEqual(['Ready to be sent']);
    expect(await page.getByText('Changing the language keeps the images').isVisible()).toBe(true);
    await submit(page);
    await resultShown(page);
    expect(page.url()).toBe(`${service.base}/en/#result-1`);
    expect(await page.textContent('[data-file]')).toContain('drawn-2.jpg');
    await page.goBack();
    await page.waitForSelector('[data-kind=done]');
    expect(page.url()).toBe(`${service.base}/en/`);
    await page.goForward();
    await resultShown(page);
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
    // A reload loses the result: the page says so, and its address names no result.
    await page.reload();
    expect(await page.textContent('[data-refusal]')).toContain('nothing is kept');
    expect(page.url()).toBe(`${service.base}/en/`);
  });

  it('several images are classified, described in words, summed up and saved', async ({ page, service }) => {
    await choose(page, [...DRAWINGS.slice(0, 2)]);
    await choose(page, NOT_AN_IMAGE);
    // A file that the service would refuse is refused before anything is sent.
    await page.waitForSelector('[data-kind=failed]');
    expect(await page.textContent('[data-submit]')).toBe('Classify 2 images');
    await submit(page);
    await page.waitForSelector('[data-kind=done] >> nth=1');
    expect(await statesOn(page)).toEqual(['Classified', 'Classified', 'Not classified']);
    const cause = `image: expected a ${listImageFormats()} file, got a text file`;
    expect(await page.textContent('[data-item-fault]:not([hidden])')).toBe(
      `This kind of file is not supported. Send a ${listImageFormats()} image.${cause}`,
    );
    // The same file would be refused again.
    expect(await page.locator('[data-kind=failed] button:visible').allTextContents()).toEqual([
      expect.stringContaining('Remove'),
    ]);
    expect(await page.textContent('[data-summary-counts]')).toBe('Classified: 2 of 3. Not classified: 1.');

    // No map is made of several: each result says so.
    expect(service.explained.slice(-2)).toEqual([undefined, undefined]);
    const cells = await page.locator('.queue-item').first().locator('th, [data-cell]').allTextContents();
    expect(cells).toEqual([
      expect.stringContaining('drawn-1.jpg'),
      'Clear',
      expect.stringMatching(/^Melanoma \d\d%$/),
      expect.stringMatching(/^\d\d%$/),
    ]);

    const csv = await saved(page, '[data-save-csv]');
    const [head, first, , third] = csv.split('\r\n');
    expect(head).toMatch(/^file,verdict,top_class,malignant,set,outlier,p_AKIEC,/);
    expect(first).toMatch(/^drawn-1\.jpg,clear,MEL,0\.\d{6,},/);
    expect(third).toBe(`notes.txt${','.repeat(22)}"unsupported_media_type: ${cause}"`);
    const json = JSON.parse(await saved(page, '[data-save-json]'));
    expect(json[1]).toMatchObject({ file: 'drawn-2.jpg', topClass: 'MEL', temperature: 2.77 });
    expect(json[2]).toEqual({ file: 'notes.txt', error: { code: 'unsupported_media_type', message: cause } });

    await page.click('[data-open] >> nth=1');
    await resultShown(page);
    const answer = JSON.parse(await saved(page, '[data-answer]'));
    expect(answer).toMatchObject({ topClass: 'MEL', model: { id: STATUS.ready.model.id } });
  });

  it('files are dropped on a target that shows itself', async ({ page }) => {
    const transfer = await page.evaluateHandle(
      (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], 'dropped.jpg', { type: 'image/jpeg' }));
        return data;
      },
      [...DRAWING],
    );
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    expect(await page.locator('[data-drop-now]').isVisible()).toBe(true);
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    expect(await page.locator('[data-drop-now]').isVisible()).toBe(false);
    expect(await page.textContent('[data-name]')).toBe('dropped.jpg');
  });

  it('an image is pasted by button and by key, and an empty clipboard is reported', async ({
    page,
    service,
  }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: service.base });
    await page.evaluate(() => navigator.clipboard.writeText('no image'));
    await page.click('[data-paste]');
    await page.waitForSelector('[data-refusal]:not([hidden])');
    expect(await page.textContent('[data-refusal]')).toContain('no image on the clipboard');
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 64;
      canvas.getContext('2d')?.fillRect(8, 8, 40, 40);
      const png = new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob as Blob), 'image/png'));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    });
    await page.click('[data-paste]');
    await page.waitForSelector('.queue-item');
    await page.keyboard.press('Control+V');
    await page.waitForSelector('.queue-item >> nth=1');
    expect(await page.locator('[data-name]').allTextContents()).toEqual(['pasted image 1', 'pasted image 2']);
    await submit(page);
    await page.waitForSelector('[data-kind=done] >> nth=1');
  });

  it('an image in flight is cancelled, here and in the worker, and tried again', async ({
    page,
    service,
  }) => {
    let isCancelled = false;
    service.before = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          isCancelled = true;
          reject(signal.reason);
        });
      });
    await choose(page, DRAWINGS[0] ?? '');
    await submit(page);
    await page.waitForSelector('[data-kind=analysing]');
    await page.click('[data-cancel]');
    await page.waitForSelector('[data-kind=cancelled]');
    expect(await statesOn(page)).toEqual(['Cancelled']);
    await expect.poll(() => isCancelled).toBe(true);
    service.before = async () => {};
    await page.click('[data-retry]');
    await resultShown(page);
  });

  it('the focus goes from a button that disappears to the one that takes its place', async ({
    page,
    service,
  }) => {
    service.before = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await choose(page, DRAWINGS[0] ?? '');
    await submit(page);
    await page.waitForSelector('[data-kind=analysing]');
    await page.locator('[data-cancel]').press('Enter');
    await page.waitForSelector('[data-kind=cancelled]');
    expect(await focusedText(page)).toBe('Try again: drawn-1.jpg');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-kind=analysing]');
    expect(await focusedText(page)).toBe('Cancel: drawn-1.jpg');
  });

  it('images wait for a model that is being fetched, whose progress is shown', async ({ page, service }) => {
    service.status = STATUS.fetching;
    await page.goto(`${service.base}/en/`);
    expect(await page.textContent('.model-status-progress')).toContain('62 MB of 247 MB');
    await page.locator('#model-status summary').press('Enter');
    await choose(page, DRAWINGS[0] ?? '');
    await submit(page);
    await page.waitForSelector('[data-kind=waiting]');
    expect(await statesOn(page)).toEqual([
      expect.stringMatching(/^The service is not ready\. Next try in \d s$/),
    ]);
    const { state } = STATUS.fetching;
    service.status = { ...STATUS.fetching, state: { ...state, bytesDone: 200_000_000 } };
    await expect
      .poll(() => page.textContent('.model-status-progress'), { timeout: 10_000 })
      .toContain('200 MB of 247 MB');
    // An open detail stays open.
    expect(await page.locator('#model-status details p').isVisible()).toBe(true);
    service.status = STATUS.ready;
    await resultShown(page);
    await page.goBack();
    await expect.poll(() => page.locator('#model-status').isVisible(), { timeout: 10_000 }).toBe(false);
  });

  it('a service that does not answer is reported', async ({ page }) => {
    await choose(page, DRAWINGS[0] ?? '');
    await page.context().setOffline(true);
    await submit(page);
    await page.waitForSelector('[data-kind=failed]');
    expect(await page.textContent('[data-fault-words]')).toBe(
      'The service did not answer. Check the connection, and try again.',
    );
    expect(await page.textContent('[data-fault-cause]')).toMatch(/the connection failed/);
    await page.context().setOffline(false);
    await page.click('[data-retry]');
    await resultShown(page);
  });

  it('a file over the limit is refused before it is sent', async ({ page }) => {
    await choose(page, {
      name: 'big.png',
      mimeType: 'image/png',
      buffer: Buffer.alloc(10 * 1024 * 1024 + 1),
    });
    await page.waitForSelector('[data-kind=failed]');
    expect(await page.textContent('[data-item-fault]')).toContain('The file is too large');
    expect(await page.locator('[data-retry]').isVisible()).toBe(false);
  });

  it('an example is classified in place', async ({ page }) => {
    await page.click('[data-example="drawn-3.jpg"] button');
    await resultShown(page);
    expect(page.url()).toMatch(/#result-1$/);
    expect(await page.textContent('[data-drawing]')).toContain('This is a drawing');
    await page.goBack();
    await page.click('[data-example="drawn-4.jpg"] button');
    await page.waitForURL(/#result-2$/);
    await page.goBack();
    await page.waitForSelector('[data-kind=done] >> nth=1');
    expect(await page.locator('.queue-item th').allTextContents()).toEqual([
      'drawn-3.jpg (drawing, not a patient)',
      'drawn-4.jpg (drawing, not a patient)',
    ]);
    expect(await saved(page, '[data-save-csv]')).toContain('\n"drawn-3.jpg (drawing, not a patient)",clear,');
  });

  it('a phone offers its camera', async ({ browser, service }) => {
    const context = await browser.newContext({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 800 },
    });
    const phone = await context.newPage();
    await phone.goto(`${service.base}/en/`);
    const dialogue = phone.waitForEvent('filechooser');
    await phone.getByText('Take a photograph').tap();
    await (await dialogue).setFiles(DRAWINGS[0] ?? '');
    await phone.waitForSelector('.queue-item');
    expect(await phone.getAttribute('[data-camera-input]', 'capture')).toBe('environment');
    await context.close();
  });
});

function statesOn(page: Page): Promise<string[]> {
  return page.locator('[data-state]').allTextContents();
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => (document.activeElement?.textContent ?? '').replace(/\s+/g, ' ').trim());
}

/** The file that a press on this element saves. */
async function saved(page: Page, selector: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
