import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWING, DRAWINGS, STATUS } from './example-service.js';
import { choose, NOT_AN_IMAGE, resultShown, submit } from './page-states.js';

const [FIRST = '', SECOND = '', THIRD = ''] = DRAWINGS;

describeInChromium('a case at a time', () => {
  it.beforeEach(async ({ page, service }) => {
    service.status = STATUS.ready;
    await page.goto(`${service.base}/en/`);
  });

  it('each image that is sent alone opens its result, whatever was sent before', async ({ page }) => {
    for (const [number, drawing] of [FIRST, SECOND].entries()) {
      await choose(page, drawing);
      await submit(page);
      await page.waitForURL(new RegExp(`#result-${number + 1}$`));
      await resultShown(page);
      expect(await page.textContent('[data-file-name]')).toBe(`drawn-${number + 1}.jpg`);
      await page.getByRole('button', { name: 'Back to the images' }).first().click();
      await page.waitForSelector(`[data-kind=done] >> nth=${number}`);
    }
    // A fault gets the focus, and two that are sent together stay in the list.
    await choose(page, NOT_AN_IMAGE);
    await submit(page);
    await page.waitForSelector('[data-kind=failed]');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('not supported');
    await choose(page, [FIRST, SECOND]);
    await submit(page);
    await page.waitForSelector('[data-kind=done] >> nth=3');
    expect(await page.locator('[data-result]').count()).toBe(0);
  });

  it('a new case begins with an empty form, and the browser’s buttons restore what was', async ({ page }) => {
    await choose(page, FIRST);
    await submit(page);
    await resultShown(page);
    await page.fill('#reference', 'left forearm');
    await page.locator('.measured > summary').click();
    await page.getByRole('link', { name: 'New case' }).first().click();
    await page.waitForSelector('#image');
    expect(await namesOn(page)).toEqual([]);
    expect(await page.locator('[data-queue]').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('image');
    expect(await page.getByText('Changing the language keeps').isVisible()).toBe(false);
    expect(page.url()).toMatch(/\/en\/$/);

    // The new case takes files in every way, and the one before gets none of them.
    await drop(page, 'dropped.jpg');
    expect(await namesOn(page)).toEqual(['dropped.jpg']);
    await submit(page);
    await resultShown(page);
    expect(await page.textContent('[data-file-name]')).toBe('dropped.jpg');
    await page.goBack();
    await page.goBack();
    await resultShown(page);
    expect(await page.textContent('[data-file-name]')).toBe('drawn-1.jpg');
    // With what was typed and unfolded.
    expect(await page.inputValue('#reference')).toBe('left forearm');
    expect(await page.locator('.measured[open]').count()).toBe(1);
    await page.goBack();
    await page.waitForSelector('[data-kind=done]');
    expect(await namesOn(page)).toEqual(['drawn-1.jpg']);
    for (let step = 0; step < 3; step++) await page.goForward();
    await page.waitForFunction(
      () => document.querySelector('[data-file-name]')?.textContent === 'dropped.jpg',
    );
  });

  it('a jump to the content leaves a result where it is', async ({ page }) => {
    await choose(page, FIRST);
    await submit(page);
    await resultShown(page);
    await page.locator('.skip').press('Enter');
    await page.waitForURL(/#main$/);
    expect(await page.locator('[data-result]').count()).toBe(1);
    await page.goBack();
    await page.goBack();
    await page.waitForSelector('[data-kind=done]');
  });

  it('another language keeps the images, says that their results are not kept, and back restores them', async ({
    page,
    service,
  }) => {
    const before = service.received.length;
    await choose(page, FIRST);
    await submit(page);
    await resultShown(page);
    expect(await page.getByText('Changing the language keeps the images').isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Español' }).click();
    await page.waitForURL(/\/es\/$/);
    expect(await namesOn(page)).toEqual(['drawn-1.jpg']);
    expect(await page.getAttribute('html', 'lang')).toBe('es');
    expect(await page.title()).toContain('Clasificar una imagen dermatoscópica');
    expect(await page.locator('[data-refusal]').textContent()).toContain('Sus resultados no');
    expect(await page.locator('[aria-current=true]').allTextContents()).toEqual(['Español']);
    // Nothing is sent until a person says so.
    expect(service.received.length).toBe(before + 1);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Clasificar esta imagen');
    await page.check('input[name=theme][value=dark]');
    await page.keyboard.press('Escape');
    await submit(page);
    await resultShown(page);
    expect(await page.textContent('h1')).toBe('Resultado');
    expect(await page.textContent('[data-file-name]')).toBe('drawn-1.jpg');
    expect(service.received.at(-1)).toEqual(service.received.at(-2));
    await page.goBack();
    await page.goBack();
    await resultShown(page);
    expect([await page.textContent('h1'), await page.getAttribute('html', 'lang')]).toEqual(['Result', 'en']);
    expect(await page.isChecked('input[name=theme][value=dark]')).toBe(true);

    // Images that were only chosen need no such word; drawings stay drawings.
    await page.getByRole('link', { name: 'New case' }).first().click();
    await choose(page, [SECOND, THIRD]);
    await page.getByRole('link', { name: 'Español' }).click();
    await page.waitForURL(/\/es\/$/);
    expect(await namesOn(page)).toEqual(['drawn-2.jpg', 'drawn-3.jpg']);
    expect(await page.locator('[data-refusal]').isVisible()).toBe(false);
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'English' }).click();
    await page.waitForSelector('[data-refusal]:not([hidden])');
    expect(await page.textContent('[data-refusal]')).toContain('El servicio no ha respondido');
    expect(await namesOn(page)).toHaveLength(2);
  });

  it('another language stops what is being sent, the present one does nothing', async ({ page, service }) => {
    let cancelled = 0;
    service.before = (signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          cancelled += 1;
          reject(signal.reason);
        }),
      );
    await choose(page, [FIRST, SECOND, THIRD]);
    await submit(page);
    await page.waitForSelector('[data-kind=analysing] >> nth=1');
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.locator('[data-kind=analysing]').count()).toBe(2);
    const sent = service.received.length;
    await page.getByRole('link', { name: 'Español' }).click();
    await page.waitForURL(/\/es\/$/);
    await expect.poll(() => cancelled).toBe(2);
    service.before = async () => {};
    await page.goBack();
    await page.waitForSelector('[data-kind=cancelled] >> nth=2');
    expect(await page.locator('[data-retry]:visible').count()).toBe(3);
    expect(service.received.length).toBe(sent);
  });

  it('on a phone what it is not for stands above the camera’s button', async ({ browser, service }) => {
    const phone = await browser.newPage({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 800 },
    });
    for (const [language, words] of [
      ['en', ['through a dermatoscope', 'Not for', 'Take a photograph']],
      ['es', ['a través de un dermatoscopio', 'No sirve para', 'Hacer una fotografía']],
    ] as const) {
      await phone.goto(`${service.base}/${language}/`);
      const tops = await Promise.all(
        words.map(async (word) => (await phone.getByText(word).first().boundingBox())?.y ?? 0),
      );
      expect(tops).toEqual(tops.toSorted((a, b) => a - b));
      expect(tops[0]).toBeGreaterThan(0);
      // No keys are named where there is no keyboard.
      await phone.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      await phone.locator('[data-paste]').tap();
      expect(await phone.textContent('[data-refusal]')).not.toMatch(/Ctrl|⌘/);
    }
    await phone.close();
  });

  it.for([
    ['Linux x86_64', 'Press Ctrl V'],
    ['MacIntel', 'Press ⌘ V'],
  ])(
    'a refused paste names the keys of the device: %s',
    async ([platform = '', words], { page, service }) => {
      await page.addInitScript((name) => {
        Object.defineProperty(navigator, 'platform', { value: name });
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
      }, platform);
      await page.goto(`${service.base}/en/`);
      await page.click('[data-paste]');
      expect(await page.textContent('[data-refusal]')).toContain(words);
    },
  );

  it('the file button speaks the page’s language, with and without script', async ({
    page,
    scriptlessPage,
    service,
  }) => {
    for (const each of [page, scriptlessPage]) {
      await each.goto(`${service.base}/es/`);
      const button = each.getByText('Elegir una imagen', { exact: true });
      const [chooser] = await Promise.all([each.waitForEvent('filechooser'), button.click()]);
      expect(chooser.element()).toBeTruthy();
      expect(await each.locator('#image').evaluate((input) => getComputedStyle(input).opacity)).toBe('0');
      await chooser.setFiles(FIRST);
    }
    expect(await namesOn(page)).toEqual(['drawn-1.jpg']);
    // Without script, the field itself says which file was chosen.
    expect(await scriptlessPage.locator('#image').evaluate((input) => getComputedStyle(input).opacity)).toBe(
      '1',
    );
  });

  it('the drop zone is described to a screen reader, and announces files that are over it', async ({
    page,
  }) => {
    const description = () =>
      page.evaluate(() => {
        const ids = document.getElementById('image')?.getAttribute('aria-describedby')?.split(' ') ?? [];
        return ids.map((id) => document.getElementById(id)?.textContent).join(' ');
      });
    expect(await description()).toMatch(/^Drop images here, or choose them JPEG/);
    const live = page.locator('[data-announce][role=status]');
    await drag(page, 'dragenter', 'one.jpg');
    expect(await live.textContent()).toBe('Let go to add the images');
    await drag(page, 'dragleave', 'one.jpg');
    expect(await live.textContent()).toBe('');
    await drop(page, 'one.jpg');
    expect(await live.textContent()).toContain('1');
  });
});

function namesOn(page: Page): Promise<string[]> {
  return page.locator('[data-name]').allTextContents();
}

async function drag(page: Page, event: 'dragenter' | 'dragleave' | 'drop', name: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([bytes, file]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], file, { type: 'image/jpeg' }));
      return data;
    },
    [[...DRAWING], name] as const,
  );
  await page.dispatchEvent('body', event, { dataTransfer });
}

const drop = (page: Page, name: string) => drag(page, 'drop', name);
