import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '@slc/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blurred,
  exposed,
  noisy,
  saturated,
  withDarkCorners,
  withoutContent,
} from '../scripts/picture-defects.mjs';
import type { Pixels } from '../src/pixels.js';
import { type Change, decode, HIDDEN_BLURS, reasonsOf, shareOf, veryBlurred } from './judged-pictures.js';
import { CALIBRATION_FOLDER } from './outside-folders.js';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from './photographs.js';

// Blurs take minutes, so these run with the fault tests.

const TIMEOUT_MS = 120_000;

describe.skipIf(CALIBRATION_FOLDER === undefined)(
  `the limits of the quality figures on genuine images${CALIBRATION_FOLDER ? '' : ' (the calibration images are not here)'}`,
  () => {
    /** One in 24: the blurs take long. */
    let some: readonly Pixels[] = [];

    beforeAll(async () => {
      const folder = join(CALIBRATION_FOLDER ?? '', 'images');
      const files = readdirSync(folder).sort();
      const paths = files.filter((_, i) => i % 24 === 0).map((name) => join(folder, name));
      some = await Promise.all(paths.map((path) => decode(readFileSync(path))));
    }, TIMEOUT_MS);

    it.each<[string, number, Reason, Change]>([
      ['blurred by 3 % of the side', 0.95, 'blurred', veryBlurred],
      ['blurred by 1.5 % of the side', 0.9, 'blurred', (image) => blurred(image, 0.015)],
      ['darkened to a tenth', 1, 'dark', (image) => exposed(image, 0.1)],
      ['exposed three times', 0.9, 'bright', (image) => exposed(image, 3)],
      ['with nothing but their mean colour and noise', 1, 'flat', withoutContent],
      ['in grey', 1, 'colourless', (image) => saturated(image, 0)],
    ])('flag them when %s', { timeout: TIMEOUT_MS }, async (_, least, reason, change) => {
      expect(await shareOf(some, change, reason)).toBeGreaterThanOrEqual(least);
    });

    it.each(HIDDEN_BLURS)(
      'flag them when blurred or coarse under %s',
      { timeout: TIMEOUT_MS },
      async (_, change) => {
        expect(await shareOf(some, change, 'blurred')).toBeGreaterThanOrEqual(0.9);
      },
    );

    it.each<[string, Change]>([
      ['in a round field of view with black corners', (image) => withDarkCorners(image, 0.8)],
      ['at half the exposure', (image) => exposed(image, 0.5)],
      ['with half the colour', (image) => saturated(image, 0.5)],
      ['with noise of a standard deviation of 5', (image) => noisy(image, 5)],
    ])('do not flag them %s', { timeout: TIMEOUT_MS }, async (_, change) => {
      expect(await shareOf(some, change)).toBe(0);
    });
  },
);

describe.skipIf(PHOTOGRAPHS.length === 0)(
  `the limits of the quality figures on photographs of full size${PHOTOGRAPHS_NOTE}`,
  () => {
    let photographs: readonly Pixels[] = [];
    beforeAll(async () => {
      photographs = await Promise.all(PHOTOGRAPHS.map(({ bytes }) => decode(bytes)));
    });

    it.each(PHOTOGRAPHS)('flag $name only when it is blurred', { timeout: TIMEOUT_MS }, async ({ bytes }) => {
      const photograph = await decode(bytes);
      const middle = cutMiddle(photograph);
      for (const image of [photograph, middle, exposed(photograph, 0.5)])
        expect(reasonsOf(image)).toEqual([]);
      expect(reasonsOf(veryBlurred(middle))).toContain('blurred');
    });

    it.each(HIDDEN_BLURS)(
      'flag most when blurred or coarse under %s',
      { timeout: TIMEOUT_MS },
      async (_, change) => {
        expect(await shareOf(photographs, change, 'blurred')).toBeGreaterThanOrEqual(0.7);
      },
    );
  },
);

/** The middle 60 % of both sides. */
function cutMiddle({ width, height, data }: Pixels): Pixels {
  const [left, top] = [Math.floor(width / 5), Math.floor(height / 5)];
  const size = { width: width - 2 * left, height: height - 2 * top };
  const rows = Array.from({ length: size.height }, (_, y) => {
    const start = ((top + y) * width + left) * 3;
    return data.subarray(start, start + size.width * 3);
  });
  return { ...size, data: Uint8Array.from(Buffer.concat(rows)) };
}
