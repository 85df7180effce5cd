import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { DRAWN_PICTURES, noise } from '../../tests/drawn-pictures.js';
import { decode, reasonsOf, shareOf } from '../../tests/judged-pictures.js';
import { CALIBRATION_FOLDER } from '../../tests/outside-folders.js';

const CALIBRATION_NOTE = CALIBRATION_FOLDER ? '' : ' (the calibration images are not here)';

describe('the limits of the quality figures', () => {
  it.each<[keyof typeof DRAWN_PICTURES, readonly Reason[]]>([
    ['black', ['blurred', 'dark', 'flat', 'colourless']],
    ['black with noise', ['blurred', 'dark', 'flat', 'colourless']],
    ['white', ['blurred', 'bright', 'flat', 'colourless']],
    ['colour of skin', ['blurred', 'flat']],
    ['middle grey', ['blurred', 'flat', 'colourless']],
    ['text', ['blurred', 'bright', 'colourless']],
    ['light screenshot', ['blurred', 'bright']],
    ['dark screenshot', ['blurred', 'colourless']],
  ])('flag a drawn picture: %s', (name, reasons) => {
    expect(reasonsOf(DRAWN_PICTURES[name])).toEqual(reasons);
  });

  it('flag noise in colour, which has no detail but noise', () => {
    expect(reasonsOf(noise(255))).toEqual(['blurred']);
  });

  // Genuine images with faults are held in tests/quality-limits.faults.test.ts.
  it.skipIf(CALIBRATION_FOLDER === undefined)(
    `flag at most one genuine image in a hundred${CALIBRATION_NOTE}`,
    { timeout: 60_000 },
    async () => {
      const folder = join(CALIBRATION_FOLDER ?? '', 'images');
      const files = readdirSync(folder);
      expect(files.length).toBeGreaterThan(500);
      const genuine = await Promise.all(files.map((name) => decode(readFileSync(join(folder, name)))));
      expect(await shareOf(genuine, (image) => image)).toBeLessThanOrEqual(0.01);
    },
  );
});
