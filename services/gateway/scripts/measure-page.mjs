#!/usr/bin/env node
// Measures the first page of a running service in Chromium with its processor slowed down four times:
//   node services/gateway/scripts/measure-page.mjs [http://localhost:8000]
// Prints medians of seven visits, each with an empty cache, and the bytes that came over the wire.
import { fileURLToPath } from 'node:url';
import { launchChromium } from './launch-chromium.mjs';

const [base = 'http://localhost:8000'] = process.argv.slice(2);
const VISITS = 7;
const SLOW_DOWN = 4;
const drawing = fileURLToPath(new URL('../../../test_images/synthetic/drawn-2.jpg', import.meta.url));

const browser = await launchChromium();
const visits = [];
try {
  for (let visit = 0; visit < VISITS; visit++) visits.push(await measure());
} finally {
  await browser.close();
}
for (const name of Object.keys(visits[0])) {
  const values = visits.map((visit) => visit[name]).toSorted((a, b) => a - b);
  process.stdout.write(`${name}: ${Math.round(values[Math.floor(VISITS / 2)])}\n`);
}

async function measure() {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const debug = await context.newCDPSession(page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  await debug.send('Network.enable');
  let wireBytes = 0;
  const pictures = new Set();
  debug.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Image') pictures.add(requestId);
  });
  debug.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!pictures.has(requestId)) wireBytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    window.presses = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId) window.presses.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
  await page.goto(`${base}/en/`, { waitUntil: 'load' });
  await page.waitForSelector('form.is-enhanced');
  const pageBytes = wireBytes;
  const paint = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  // Presses what a person presses: the theme, the button that sends an image, the way back from its result.
  await page.check('input[name=theme][value=dark]');
  await page.setInputFiles('#image', drawing);
  await page.waitForSelector('[data-kind=ready]');
  await page.click('[data-submit]');
  await page.waitForSelector('[data-result]');
  await page.click('[data-back]');
  await page.waitForTimeout(200);
  const presses = await page.evaluate(() => window.presses);
  await context.close();
  return {
    'first contentful paint, ms': paint,
    'slowest interaction to next paint, ms': Math.max(0, ...presses),
    'bytes without pictures, compressed, with headers': pageBytes,
  };
}
