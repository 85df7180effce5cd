#!/usr/bin/env node
// Takes pictures of the main states of a running service, in light and dark, on a phone and a desktop:
//   node services/gateway/scripts/take-screenshots.mjs FOLDER [http://localhost:8000]
// Creates FOLDER. The pictures that the READMEs show are written there too, cropped. Needs Chromium, at one of its usual
// paths or at CHROMIUM.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './launch-chromium.mjs';

const [folder, base = 'http://localhost:8000'] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: take-screenshots.mjs FOLDER [http://localhost:8000]\n');
  process.exit(2);
}
const samples = fileURLToPath(new URL('../../../test_images/synthetic/', import.meta.url));
const drawings = [1, 2, 3, 4].map((number) => join(samples, `drawn-${number}.jpg`));

const HEIGHT_LIMIT = 7_000;

const DEVICES = {
  phone: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 860 } },
};
const MODES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
};

const STATES = {
  home: (page) => page.goto(`${base}/en/`),
  async chosen(page) {
    await page.goto(`${base}/en/`);
    await page.setInputFiles('#image', drawings);
  },
  async several(page) {
    await STATES.chosen(page);
    await page.click('[data-submit]');
    await page.waitForFunction(() => document.querySelectorAll('[data-kind=done]').length === 4);
  },
  result: (page) => classify(page, 'en'),
  resultado: (page) => classify(page, 'es'),
  async fault(page) {
    await page.goto(`${base}/en/`);
    const notAnImage = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not an image') };
    await page.setInputFiles('#image', notAnImage);
    await page.waitForSelector('[data-kind=failed]');
  },
  model: (page) => page.goto(`${base}/en/model-info`),
  nowhere: (page) => page.goto(`${base}/en/nowhere`),
};

async function classify(page, language) {
  await page.goto(`${base}/${language}/`);
  // As an example: the page then says that it is a drawing.
  await page.click('[data-example="drawn-2.jpg"] button');
  await page.waitForSelector('[data-result]');
}

/** The pictures that the READMEs show, cropped in CSS pixels. They are kept in services/gateway/pictures. */
const SHOWN = {
  'home-desktop-dark': { name: 'first-page-dark', height: 1_120 },
  'several-desktop-light': { name: 'several', top: 640, height: 470 },
  'result-desktop-light': { name: 'result', height: 1_060 },
  'resultado-phone-light': { name: 'result-phone-spanish', height: 1_020 },
};

mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
try {
  for (const [device, size] of Object.entries(DEVICES)) {
    for (const [mode, colours] of Object.entries(MODES)) {
      const context = await browser.newContext({ ...size, ...colours });
      for (const [name, enter] of Object.entries(STATES)) {
        const page = await context.newPage();
        await enter(page);
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        // Chromium draws no taller picture at once.
        const clip = { x: 0, y: 0, width: size.viewport.width, height: Math.min(height, HEIGHT_LIMIT) };
        await page.screenshot({ path: join(folder, `${name}-${device}-${mode}.png`), fullPage: true, clip });
        const shown = SHOWN[`${name}-${device}-${mode}`];
        if (shown !== undefined) {
          clip.y = shown.top ?? 0;
          clip.height = shown.height;
          await page.screenshot({ path: join(folder, `${shown.name}.png`), fullPage: true, clip });
        }
        if (name === 'result' && device === 'desktop' && mode === 'light') {
          writeFileSync(join(folder, 'result.pdf'), await page.pdf({ preferCSSPageSize: true }));
        }
        await page.close();
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
