import { readFileSync } from 'node:fs';
import { LABEL_SETS, type Locale } from '@slc/domain';
import { expect } from 'vitest';
import { describeInChromium, it } from '../../../services/gateway/tests/browser/chromium.js';
import {
  cutTexts,
  printedSheets,
  sidewaysPixels,
  violationsOn,
} from '../../../services/gateway/tests/browser/page-checks.js';
import { renderReport } from '../../evaluation/src/report/render-report.js';
import {
  drawnAnswers,
  fullInput,
  manifestOf,
  reportInput,
  unknownClasses,
} from '../../evaluation/tests/report-inputs.js';

const DRAWING = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const LONG_NAME = (image: number) =>
  `patient-0417-left-forearm-dermoscopy-polarised-second-visit-${image}.jpg`;

/** Every section, pictures, and file names that do not break. */
function fullReport(language: Locale): string {
  const answers = drawnAnswers(LABEL_SETS.ham10000, 210);
  const thumbnail = `data:image/jpeg;base64,${DRAWING.toString('base64')}`;
  return renderReport(
    fullInput(answers, { language, manifest: manifestOf(null), file: LONG_NAME, thumbnail }),
  );
}

const REPORTS = {
  'every section in English': fullReport('en'),
  'every section in Spanish': fullReport('es'),
  'forty classes': renderReport(reportInput(drawnAnswers(unknownClasses(40), 200))),
};

describeInChromium('the report', () => {
  it.for([
    { kind: 'light', colorScheme: 'light', width: 1280, read: 'every section in English' },
    { kind: 'dark', colorScheme: 'dark', width: 1280, read: 'forty classes' },
    {
      kind: 'on a phone, 320 pixels wide',
      colorScheme: 'dark',
      width: 320,
      read: 'every section in Spanish',
    },
  ] as const)(
    'has no violation that axe finds, and needs no sideways scrolling: $kind',
    async ({ colorScheme, width, read }, { browser }) => {
      for (const [name, html] of Object.entries(REPORTS)) {
        const page = await browser.newPage({ colorScheme, viewport: { width, height: 720 } });
        await page.setContent(html);
        // axe reads each report in one look, which takes it seconds; each language, theme and width occurs.
        if (name === read) expect(await violationsOn(page), name).toEqual([]);
        expect(await sidewaysPixels(page), name).toBe(0);
        expect(await cutTexts(page), name).toEqual([]);
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(paper, 'its own style counts').toBe(
          colorScheme === 'dark' ? 'rgb(20, 18, 24)' : 'rgb(248, 248, 245)',
        );
        await page.close();
      }
    },
  );

  it('asks for nothing from elsewhere and breaks no policy of its own', async ({ browser }) => {
    const page = await browser.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    await page.setContent(REPORTS['every section in English']);
    await expect
      .poll(() => page.evaluate(() => [...document.images].every((image) => image.naturalWidth > 0)))
      .toBe(true);
    expect(await page.locator('.mistakes img').count()).toBeGreaterThan(0);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is read on paper: black on white, no sheet empty, no table cut off', async ({ browser }) => {
    const page = await browser.newPage({ colorScheme: 'dark', viewport: { width: 700, height: 990 } });
    await page.setContent(renderReport(reportInput(drawnAnswers(LABEL_SETS.ham10000, 210))));
    const sheets = await printedSheets(page);
    // Ten sections with six figures and ten tables.
    expect(sheets).toBeGreaterThanOrEqual(5);
    expect(sheets).toBeLessThanOrEqual(14);
    await page.emulateMedia({ media: 'print' });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper).toBe('rgb(255, 255, 255)');
    const smallestText = await page.evaluate(() =>
      Math.min(
        ...[...document.querySelectorAll('p, li, dt, figcaption, .data-table :is(th, td)')].map((element) =>
          Number.parseFloat(getComputedStyle(element).fontSize),
        ),
      ),
    );
    // 9 points in CSS pixels.
    expect(smallestText).toBeGreaterThanOrEqual(9 * (96 / 72) - 0.01);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('table')]
        .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth)
        .map(({ outerHTML }) => outerHTML.slice(0, 80)),
    );
    expect(cut).toEqual([]);
    expect(await page.evaluate(crowdedPlots)).toEqual([]);
    await page.close();
  });

  it('is reached by its contents list, and scrolls wide tables from the keyboard', async ({ browser }) => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
    await page.setContent(REPORTS['every section in Spanish']);
    const titles = await page.locator('.contents a').allTextContents();
    const headings = await page.locator('.section h2').allTextContents();
    expect(headings.map((text) => text.replace(/^\d+ /, ''))).toEqual(titles);
    const unreachable = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('.scroll')].filter(
          (region) => region.scrollWidth > region.clientWidth && region.tabIndex !== 0,
        ).length,
    );
    expect(unreachable).toBe(0);
    await page.close();
  });
});

/** Runs in the browser: the drawings that leave their column or the sheet, or lie over what stands beside or below them. */
function crowdedPlots(): string[] {
  return [...document.querySelectorAll('svg.plot')].flatMap((plot) => {
    const { left, right, bottom } = plot.getBoundingClientRect();
    const column = plot.parentElement?.getBoundingClientRect();
    const sheet = document.documentElement.clientWidth;
    const crowded = [...(plot.parentElement?.children ?? [])].filter((other) => {
      const box = other.getBoundingClientRect();
      const isBeside = box.left >= left && box.left < right - 1;
      return other !== plot && isBeside && box.top < bottom - 1 && box.bottom > bottom;
    });
    const leaves = !column || left < column.left - 1 || right > Math.min(column.right, sheet) + 1;
    return leaves || crowded.length > 0 ? [plot.outerHTML.slice(0, 120)] : [];
  });
}
