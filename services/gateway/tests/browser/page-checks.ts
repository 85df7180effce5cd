import axe from 'axe-core';
import type { Page } from 'playwright-core';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with a page (WCAG 2.2 A and AA), one line each. */
export async function violationsOn(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy allows no such script.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (runOnly) => (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly }),
    WCAG,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Pressable elements smaller than 24 by 24 pixels, except links within sentences (WCAG 2.5.8). */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a, button, input:not([type=hidden]), summary')]
      .filter((element) => element.checkVisibility() && !element.matches('.visually-hidden, .skip'))
      .filter((element) => !(element.matches('p a, dd a') && getComputedStyle(element).display === 'inline'))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < 24 || height < 24;
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

/** Texts that are wider than the window and cannot be scrolled to. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('h1, h2, p, dd, li, button')]
      .filter((element) => element.checkVisibility() && !element.closest('.scroll, .visually-hidden, .skip'))
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

/** Sheets of paper that the page takes when it is printed. */
export async function printedSheets(page: Page): Promise<number> {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** Texts that are smaller on paper than so many points, each with its size. Call it while print media are emulated. */
export function smallPrint(page: Page, leastPoints: number): Promise<string[]> {
  return page.evaluate((least) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set<string>();
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const element = text.parentElement;
      if (!element?.checkVisibility() || !text.textContent?.trim()) continue;
      if (element.closest('.visually-hidden, script, template, details:not([open]) > :not(summary)'))
        continue;
      // A drawing is scaled to its place.
      const scale = element instanceof SVGGraphicsElement ? (element.getScreenCTM()?.a ?? 1) : 1;
      const points = Number.parseFloat(getComputedStyle(element).fontSize) * scale * 0.75;
      if (points < least - 0.01) found.add(`${points.toFixed(1)} pt: ${element.outerHTML.slice(0, 100)}`);
    }
    return [...found];
  }, leastPoints);
}
