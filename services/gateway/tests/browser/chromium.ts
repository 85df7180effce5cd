import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

/** Many pages in one test, with a second or two for each, on a machine that does other things too. */
const SLOW_MACHINE_MS = 120_000;

/**
 * Tests in a real browser. Without one they are skipped, which is said; where everything must be tested (CI=true) its
 * absence is a failure.
 */
export function describeInChromium(name: string, tests: () => void): void {
  const isNeeded = process.env.CI === 'true';
  if (executablePath !== undefined || isNeeded) describe(name, { timeout: SLOW_MACHINE_MS }, tests);
  else describe.skip(`${name} (skipped: no Chromium was found; set CHROMIUM to its path)`, tests);
}

export function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('Chromium: expected one of its usual paths or CHROMIUM');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
