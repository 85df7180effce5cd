import { describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../tests/photographs.js';
import { PILLOW, sha256 } from '../tests/pillow-references.js';
import { decodeImage } from './decode-image.js';
import type { Pixels, Size } from './pixels.js';
import { preprocess } from './preprocess.js';

const CROPS = ['none', 'centre-square'] as const;
const RESIZES = ['nearest', 'bilinear-antialiased'] as const;
const RECIPES = CROPS.flatMap((crop) => RESIZES.map((resize) => ({ crop, resize })));
const SOURCES = [...new Set(Object.keys(PILLOW.preprocess).map((key) => key.split(' ')[0] ?? ''))];
const TARGETS = ['192x192', '224x224', '97x131'];

describe('preprocess', () => {
  it('is compared with every recorded result of Pillow', () => {
    expect(SOURCES.length * RECIPES.length * TARGETS.length).toBe(Object.keys(PILLOW.preprocess).length);
  });

  for (const { crop, resize } of RECIPES) {
    it.each(SOURCES)(`equals Pillow to the bit for %s, crop ${crop}, resize ${resize}`, (source) => {
      const image = drawNoise(toSize(source));
      for (const target of TARGETS) {
        const { width, height, data } = preprocess(image, { crop, resize }, toSize(target));
        expect(`${width}x${height}`).toBe(target);
        expect(sha256(data), target).toBe(PILLOW.preprocess[`${source} ${crop} ${resize} ${target}`]);
      }
    });
  }

  it('does not change its source', () => {
    const image = drawNoise({ width: 60, height: 40 });
    const before = sha256(image.data);
    for (const recipe of RECIPES) preprocess(image, recipe, { width: 30, height: 30 });
    expect(sha256(image.data)).toBe(before);
  });

  it('keeps an even colour even when it reduces one side and enlarges the other', () => {
    const image: Pixels = { width: 91, height: 57, data: new Uint8Array(91 * 57 * 3).fill(255) };
    for (const recipe of RECIPES) {
      const { data } = preprocess(image, recipe, { width: 40, height: 200 });
      expect(data.every((value) => value === 255)).toBe(true);
    }
  });
});

describe.skipIf(PHOTOGRAPHS.length === 0)(`preprocess of the photographs${PHOTOGRAPHS_NOTE}`, () => {
  it.each(PHOTOGRAPHS)('gives both models the input that Pillow gives for $name', async ({ name, bytes }) => {
    const image = await decodeImage(bytes, { maxBytes: bytes.length, maxPixels: 600 * 450 });
    const expected = PILLOW.photographs[name];

    const compact = preprocess(
      image,
      { crop: 'centre-square', resize: 'bilinear-antialiased' },
      toSize('224x224'),
    );
    expect(sha256(compact.data)).toBe(expected?.['centre-square bilinear-antialiased 224x224']);

    const full = preprocess(image, { crop: 'none', resize: 'nearest' }, toSize('224x224'));
    expect(sha256(full.data)).toBe(expected?.['none nearest 224x224']);
  });
});

function toSize(text: string): Size {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
}

/** The same drawing as `noise` in scripts/make_pillow_references.py. */
function drawNoise({ width, height }: Size): Pixels {
  const data = new Uint8Array(width * height * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return { width, height, data };
}
