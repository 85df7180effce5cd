import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// The short form: each page reads it anew.
const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe finds wrong with a page (WCAG 2.2 A and AA), one line each. */
export async function violationsOn(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy allows no such script.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (runOnly) => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly });
    // The rest, what each rule has passed, is much more, and would take longer to send than to find.
    return found.violations;
  }, WCAG);
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

/** Stops of the keyboard that are not to be seen when they have the focus (WCAG 2.4.11). Leaves the focus on the last one. */
export function obscuredStops(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const selector = 'a[href], button:enabled, input:enabled:not([type=hidden]), summary, [tabindex="0"]';
    return [...document.querySelectorAll<HTMLElement>(selector)]
      .filter((stop) => stop.checkVisibility() && !stop.closest('details:not([open]) > :not(summary)'))
      .filter((stop) => {
        stop.focus();
        // A field that lies invisible in its button is seen as that.
        const seen = stop.closest('.file-button') ?? stop;
        // A link may go over several lines.
        return ![...seen.getClientRects()].some(({ left, top, right, bottom }) =>
          [0.5, 0.25, 0.75, 0.1, 0.9].some((share) => {
            const x = Math.max(left, 0) + share * (Math.min(right, innerWidth) - Math.max(left, 0));
            const y = Math.max(top, 0) + share * (Math.min(bottom, innerHeight) - Math.max(top, 0));
            const hit = document.elementFromPoint(x, y);
            return hit !== null && seen.contains(hit);
          }),
        );
      })
      .map((stop) => stop.outerHTML.slice(0, 120));
  });
}

export const PAPERS = ['A4', 'Letter'] as const;
type Paper = (typeof PAPERS)[number];

/** Sheets of paper that the page takes when it is printed. */
export async function printedSheets(page: Page, paper: Paper = 'A4'): Promise<number> {
  return (await textsOnSheets(page, paper)).length;
}

/** How many pieces of text each sheet of the printed page has: a blank one has none. */
export async function textsOnSheets(page: Page, format: Paper): Promise<number[]> {
  const pdf = await page.pdf({ preferCSSPageSize: true, format });
  const source = pdf.toString('latin1');
  const sheets = [...source.matchAll(/\/Type\s*\/Page\b[\s\S]*?\/Contents (\d+) 0 R/g)];
  return sheets.map(([, number]) => {
    const object = source.indexOf(`\n${number} 0 obj`);
    const start = source.indexOf('stream\n', object) + 'stream\n'.length;
    const length = Number(/\/Length (\d+)/.exec(source.slice(object, start))?.[1]);
    const drawing = inflateSync(pdf.subarray(start, start + length)).toString('latin1');
    // The operators that show text (PDF 32000-1, 9.4.3).
    return drawing.match(/\bT[jJ]\b/g)?.length ?? 0;
  });
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
