import { listImageFormats } from '@slc/domain';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWINGS, STATUS } from './example-service.js';
import { choose, NOT_AN_IMAGE, resultShown } from './page-states.js';

describeInChromium('by keyboard alone', () => {
  it('an image is chosen, classified, read, and another begun', async ({ page, service }) => {
    await page.goto(`${service.base}/en/`);
    await page.keyboard.press('Tab');
    expect(await focusOf(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Dermoscopic image');
    // The system's file dialogue has a keyboard too; the test supplies its result.
    page.once('filechooser', (dialogue) => dialogue.setFiles(DRAWINGS[1] ?? ''));
    // On a busy machine, the browser may not take a press for a user's gesture, and open no dialogue.
    for (let press = 0; press < 5 && (await page.locator('.queue-item').count()) === 0; press++) {
      await page.keyboard.press('Enter');
      await page.waitForSelector('.queue-item', { timeout: 3_000 }).catch(() => null);
    }
    await tabTo(page, 'Classify this image');
    await page.keyboard.press('Enter');
    await resultShown(page);
    // The focus is at the result's head, and the title says what it is.
    expect(await focusOf(page)).toBe('Result');
    expect(await page.title()).toMatch(/^Clear: melanoma \d+% ·/);
    await tabTo(page, 'New case');
    await page.keyboard.press('Enter');
    expect(await focusOf(page)).toBe('Dermoscopic image');
    expect(await page.locator('.queue-item').count()).toBe(0);
    // The browser's back button has keys of its own.
    await page.goBack();
    expect(await focusOf(page)).toBe('New case');
    await tabTo(page, 'Reference');
    await page.keyboard.type('K-17');
    expect(await page.inputValue('#reference')).toBe('K-17');
    await tabTo(page, 'Back to the images');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-kind=done]');
    await tabTo(page, 'Remove: drawn-2.jpg');
    await page.keyboard.press('Space');
    expect(await page.locator('.queue-item').count()).toBe(0);
    expect(await focusOf(page)).toBe('Dermoscopic image');
  });

  it('works without script too, up to the language and an example', async ({
    scriptlessPage: page,
    service,
  }) => {
    await page.goto(`${service.base}/en/`);
    await tabTo(page, 'Español');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/es\/$/);
    await tabTo(page, /^Clasificar este dibujo/);
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:text-is("Resultado")');
  });

  it('shows at each stop where the focus is', async ({ page, service }) => {
    for (const path of ['/en/', '/en/model-info', '/es/']) {
      await page.goto(service.base + path);
      if (path === '/es/') await choose(page, DRAWINGS.slice(0, 2));
      const hidden: string[] = [];
      let stops = 0;
      for (; stops < 60; stops++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(describeFocus);
        if (stop === null) break;
        if (!stop.isVisible) hidden.push(stop.html);
      }
      expect(stops).toBeGreaterThan(8);
      expect(hidden, path).toEqual([]);
    }
  });

  it('puts the focus on what was wrong, with and without script', async ({
    page,
    scriptlessPage,
    service,
  }) => {
    service.status = STATUS.ready;
    for (const each of [page, scriptlessPage]) {
      await each.goto(`${service.base}/en/`);
      await choose(each, NOT_AN_IMAGE);
      await each.locator('[data-submit]').press('Enter');
      await each.waitForSelector('[data-fault], [data-kind=failed]');
      const told = await each.evaluate(() => {
        const { activeElement } = document;
        const ids = activeElement?.getAttribute('aria-describedby')?.split(' ') ?? [];
        const described = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
        return `${activeElement?.textContent} ${described}`.replace(/\s+/g, ' ');
      });
      expect(told).toContain('This kind of file is not supported');
      expect(told).toContain(`Send a ${listImageFormats()} image.`);
    }
  });
});

/** Presses Tab until the focus is on the element with this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    const focus = await focusOf(page);
    if (typeof name === 'string' ? focus === name : name.test(focus)) return;
    seen.push(focus);
    await page.keyboard.press('Tab');
  }
  throw new Error(`focus: expected to come to ${name}, came to ${seen.join(' · ')}`);
}

function focusOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    const label =
      activeElement instanceof HTMLInputElement
        ? activeElement.labels?.[0]?.textContent
        : activeElement?.textContent;
    return (label ?? '').replace(/\s+/g, ' ').trim();
  });
}

/** The element with the focus: whether it lies in the window and has a ring around it. Null at the end of the page. */
function describeFocus(): { isVisible: boolean; html: string } | null {
  const { activeElement } = document;
  if (!activeElement || activeElement === document.body) return null;
  const ringed = activeElement.closest('.button') ?? activeElement;
  const { top, bottom, left, right } = ringed.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(ringed);
  const isInWindow = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  const isRinged = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  return { isVisible: isInWindow && isRinged, html: activeElement.outerHTML.slice(0, 120) };
}
