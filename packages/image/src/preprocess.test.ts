import { cropRegion, type Preprocessing, sizeBeforeCrop } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../tests/photographs.js';
import { PILLOW, sha256 } from '../tests/pillow-references.js';
import { RECIPES as RECORDED } from '../tests/recipe-references.js';
import { decodeImage } from './decode-image.js';
import type { Pixels, Size } from './pixels.js';
import { preprocess } from './preprocess.js';
import { cut } from './region.js';

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

describe('preprocess by other recipes', () => {
  it.each(bySource(RECORDED.resized))('equals Pillow and OpenCV to the bit for %s', (source, entries) => {
    const image = drawNoise(toSize(source));
    for (const [resize, target = '', expected] of entries) {
      const { data } = preprocess(image, { crop: 'none', resize: resize as Resize }, toSize(target));
      expect(sha256(data), `${resize} to ${target}`).toBe(expected);
    }
  });

  it.each(bySource(RECORDED.grey))(
    'makes grey what Pillow makes grey, and resizes that: %s',
    (source, entries) => {
      const image = drawNoise(toSize(source));
      for (const [resize, target = '', expected] of entries) {
        const recipe = { channels: 'grey', crop: 'none', resize: resize as Resize } as const;
        expect(sha256(preprocess(image, recipe, toSize(target)).data), resize).toBe(expected);
      }
    },
  );

  it.each(bySource(RECORDED.framed))('resizes and crops as torchvision does: %s', (source, entries) => {
    const image = drawNoise(toSize(source));
    for (const [shorter, centre, resize, expected] of entries) {
      const side = Number(centre);
      const recipe = {
        shorterSideTo: Number(shorter),
        crop: { centre: side },
        resize: resize as Resize,
      };
      const { data } = preprocess(image, recipe, { width: side, height: side });
      expect(sha256(data), `${shorter} ${centre} ${resize}`).toBe(expected);
    }
  });

  it('takes the middle that torchvision takes, whatever is odd', () => {
    for (const [key, expected] of Object.entries(RECORDED.centreCrop)) {
      const [length = 0, centre = 0] = key.split(' ').map(Number);
      const { left, top, width, height } = cropRegion({ width: length, height: length }, { centre });
      expect([left, top, width, height], key).toEqual([expected, expected, centre, centre]);
    }
  });

  it('takes the fraction of each side that TensorFlow takes', () => {
    for (const [key, expected] of Object.entries(RECORDED.centralCrop)) {
      const [source = '', fraction] = key.split(' ');
      const { left, top, width, height } = cropRegion(toSize(source), { centreFraction: Number(fraction) });
      expect([left, top, width, height], key).toEqual(expected);
    }
  });

  it('is as near to TensorFlow’s floats as whole levels can be', () => {
    for (const [key, steps] of Object.entries(RECORDED.floats)) {
      const [source = '', target = ''] = key.split(' ');
      const { data } = preprocess(
        drawNoise(toSize(source)),
        { crop: 'none', resize: 'bilinear' },
        toSize(target),
      );
      const bytes = Buffer.from(steps, 'base64');
      const furthest = data.reduce(
        (most, level, i) => Math.max(most, Math.abs(level - bytes.readUInt16LE(2 * i) / 256)),
        0,
      );
      // Half a level, the half of the record's step, and float32 in the original: 255 / 2^23 for each of three sums.
      expect(furthest, key).toBeLessThanOrEqual(0.5 + 1 / 512 + 1e-4);
    }
  });

  it.each(['nearest', 'lanczos', 'bilinear', 'bilinear-opencv', 'area'] as const)(
    'computes of a resized picture only what the crop keeps: %s',
    (resize) => {
      for (const size of [
        { width: 150, height: 120 },
        { width: 128, height: 192 },
        { width: 33, height: 70 },
      ]) {
        const image = drawNoise(size);
        const resized = sizeBeforeCrop(image, { shorterSideTo: 64, crop: 'none' });
        const whole = preprocess(image, { crop: 'none', resize }, resized);
        const kept = cut(whole, cropRegion(resized, { centre: 41 }));
        const recipe = { shorterSideTo: 64, crop: { centre: 41 }, resize };
        const { data } = preprocess(image, recipe, { width: 41, height: 41 });
        expect(sha256(data), `${size.width} x ${size.height}`).toBe(sha256(kept.data));
      }
    },
  );

  it('crops first where no shorter side is given, and resizes what is left', () => {
    const image = drawNoise({ width: 90, height: 70 });
    const size = { width: 32, height: 32 };
    const cropped = preprocess(image, { crop: { centre: 48 }, resize: 'nearest' }, { width: 48, height: 48 });
    const expected = preprocess(cropped, { crop: 'none', resize: 'bicubic' }, size);
    const got = preprocess(image, { crop: { centre: 48 }, resize: 'bicubic' }, size);
    expect(sha256(got.data)).toBe(sha256(expected.data));
  });

  it('resizes twice where the crop has not the size of the input', () => {
    const image = drawNoise({ width: 90, height: 70 });
    const recipe = { shorterSideTo: 40, resize: 'bilinear-antialiased' } as const;
    const cropped = preprocess(image, { ...recipe, crop: { centre: 32 } }, { width: 32, height: 32 });
    const size = { width: 24, height: 24 };
    const got = preprocess(image, { ...recipe, crop: { centre: 32 } }, size);
    expect(sha256(got.data)).toBe(
      sha256(preprocess(cropped, { crop: 'none', resize: 'bilinear-antialiased' }, size).data),
    );
  });

  it('surrounds a picture that is smaller than its crop with black', () => {
    const white: Pixels = { width: 33, height: 50, data: new Uint8Array(33 * 50 * 3).fill(255) };
    const { data } = preprocess(
      white,
      { crop: { centre: 40 }, resize: 'nearest' },
      { width: 40, height: 40 },
    );
    const row = Array.from({ length: 40 }, (_, x) => data[3 * x]);
    expect(row).toEqual([...Array(3).fill(0), ...Array(33).fill(255), ...Array(4).fill(0)]);
  });

  it('refuses a picture so long that its shorter side cannot be enlarged', () => {
    const long: Pixels = { width: 32, height: 40_000, data: new Uint8Array(32 * 40_000 * 3) };
    const recipe = { shorterSideTo: 256, resize: 'nearest' } as const;
    const size = { width: 8, height: 8 };
    expect(() => preprocess(long, { ...recipe, crop: 'none' }, size)).toThrow(
      'image: expected at most 16777216 pixels once its shorter side is 256, got 256 x 320000',
    );
    expect(preprocess(long, { ...recipe, crop: 'centre-square' }, size)).toMatchObject(size);
  });
});

type Resize = Preprocessing['resize'];

/** The words of each key after the first, with what was recorded, by that first. */
function bySource(recorded: Readonly<Record<string, string>>): [string, string[][]][] {
  const sources = new Map<string, string[][]>();
  for (const [key, expected] of Object.entries(recorded)) {
    const [source = '', ...words] = key.split(' ');
    sources.set(source, [...(sources.get(source) ?? []), [...words, expected]]);
  }
  return [...sources];
}

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
