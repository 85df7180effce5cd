import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '@slc/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blurred,
  compressed,
  exposed,
  noisy,
  pixelated,
  saturated,
  withDarkCorners,
  withoutContent,
} from '../../scripts/picture-defects.mjs';
import { DRAWN_PICTURES, noise } from '../../tests/drawn-pictures.js';
import { CALIBRATION_FOLDER } from '../../tests/outside-folders.js';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../../tests/photographs.js';
import { decodeImage } from '../decode-image.js';
import type { Pixels } from '../pixels.js';
import { judgeQuality } from './judge-quality.js';
import { measureQuality } from './quality-figures.js';

const TIMEOUT_MS = 120_000;

type Change = (image: Pixels) => Pixels | Promise<Pixels>;

function reasonsOf(image: Pixels): readonly Reason[] {
  return judgeQuality(measureQuality(image, { crop: 'centre-square' }), { inputSide: 192, isColour: true })
    .reasons;
}

/** The share of the images that are flagged, by any reason or by the given one, after a change. */
async function shareOf(images: readonly Pixels[], change: Change, reason?: Reason): Promise<number> {
  let flagged = 0;
  for (const image of images) {
    const reasons = reasonsOf(await change(image));
    if (reason === undefined ? reasons.length > 0 : reasons.includes(reason)) flagged++;
  }
  return flagged / images.length;
}

function decode(bytes: Uint8Array): Promise<Pixels> {
  return decodeImage(bytes, { maxBytes: bytes.length, maxPixels: 1_000_000 });
}

const unchanged = (image: Pixels) => image;

/** By 3 % of the side, once for each image: a blur takes longer than all that is done to it afterwards. */
function veryBlurred(image: Pixels): Pixels {
  const result = BLURS.get(image) ?? blurred(image, 0.03);
  BLURS.set(image, result);
  return result;
}

const BLURS = new WeakMap<Pixels, Pixels>();

/** What hides that a picture is blurred or coarse, from a figure that takes every change of luma for detail. */
const HIDDEN_BLURS: readonly (readonly [string, Change])[] = [
  ...[3, 5, 8].map(
    (sigma) => [`noise of ${sigma}`, (image: Pixels) => noisy(veryBlurred(image), sigma)] as const,
  ),
  ...[30, 15, 8].map(
    (quality) =>
      [`JPEG of quality ${quality}`, (image: Pixels) => compressed(veryBlurred(image), quality)] as const,
  ),
  ...[24, 32].map((rows) => [`${rows} rows of squares`, (image: Pixels) => pixelated(image, rows)] as const),
];

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
});

describe.skipIf(CALIBRATION_FOLDER === undefined)(
  `the limits of the quality figures on genuine images${CALIBRATION_FOLDER ? '' : ' (the calibration images are not here)'}`,
  () => {
    let genuine: readonly Pixels[] = [];
    /** One in 24: the blurs take long. */
    let some: readonly Pixels[] = [];

    beforeAll(async () => {
      const folder = join(CALIBRATION_FOLDER ?? '', 'images');
      const files = readdirSync(folder).sort();
      genuine = await Promise.all(files.map((name) => decode(readFileSync(join(folder, name)))));
      some = genuine.filter((_, i) => i % 24 === 0);
    }, TIMEOUT_MS);

    it('flag at most one in a hundred', { timeout: TIMEOUT_MS }, async () => {
      expect(genuine.length).toBeGreaterThan(500);
      expect(await shareOf(genuine, unchanged)).toBeLessThanOrEqual(0.01);
    });

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
