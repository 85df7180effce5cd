import { describe, expect, it } from 'vitest';
import {
  cropRegion,
  type Framing,
  framedRegion,
  roundHalfToEven,
  seenRegion,
  sizeBeforeCrop,
} from './preprocessing-geometry.js';

const PHOTOGRAPH = { width: 600, height: 450 };

describe('what a model sees of a picture', () => {
  it.each<[string, Framing, readonly number[]]>([
    ['all of it', { crop: 'none' }, [0, 0, 600, 450]],
    ['the largest square', { crop: 'centre-square' }, [75, 0, 450, 450]],
    ['a square in the middle', { crop: { centre: 224 } }, [188, 113, 224, 224]],
    ['a fraction of each side', { crop: { centreFraction: 0.5 } }, [150, 112, 300, 226]],
    ['all of it, resized', { shorterSideTo: 256, crop: 'none' }, [0, 0, 600, 450]],
    ['all of it, surrounded', { crop: { centre: 700 } }, [0, 0, 600, 450]],
  ])('is %s', (_, framing, expected) => {
    const { left, top, width, height } = seenRegion(PHOTOGRAPH, framing);
    expect([left, top, width, height]).toEqual(expected);
  });

  it('is told in the picture’s own pixels where it was resized', () => {
    const framing = { shorterSideTo: 256, crop: { centre: 224 } } as const;
    // 600 x 450 becomes 341 x 256; of it 58 pixels are cut off on the left and 16 above.
    expect(sizeBeforeCrop(PHOTOGRAPH, framing)).toEqual({ width: 341, height: 256 });
    const { left, top, width, height } = seenRegion(PHOTOGRAPH, framing);
    expect(left).toBeCloseTo((58 * 600) / 341, 9);
    expect(top).toBeCloseTo((16 * 450) / 256, 9);
    expect(width).toBeCloseTo((224 * 600) / 341, 9);
    expect(height).toBeCloseTo((224 * 450) / 256, 9);
  });

  it('is exactly all of it where nothing is cut off', () => {
    for (let width = 300; width < 700; width += 7) {
      const image = { width, height: 451 };
      expect(seenRegion(image, { shorterSideTo: 256, crop: 'none' })).toEqual({ left: 0, top: 0, ...image });
    }
  });

  it('is the shorter side’s whole length where the crop is longer', () => {
    const { left, width } = seenRegion({ width: 100, height: 400 }, { crop: { centre: 200 } });
    expect([left, width]).toEqual([0, 100]);
    expect(cropRegion({ width: 100, height: 400 }, { centre: 200 })).toMatchObject({ left: -50, width: 200 });
  });

  it.each([
    [383, 80, 79],
    [381, 78, 78],
    [100, -62, -62],
    [99, -62, -63],
  ])(
    'begins in a picture of %i pixels at %i as torchvision rounds, at %i as transformers does',
    (width, torchvision, transformers) => {
      const image = { width, height: 224 };
      expect(cropRegion(image, { centre: 224 }).left).toBe(torchvision);
      expect(cropRegion(image, { centre: 224, rounded: 'down' }).left).toBe(transformers);
    },
  );

  it('is part of a network’s input, which reaches beyond a picture that is smaller than the crop', () => {
    const framing = { shorterSideTo: 128, crop: { centre: 256 } } as const;
    // 600 x 450 becomes 170 x 128, and is surrounded by 43 pixels on both sides and 64 above and below.
    const { left, top, width, height } = framedRegion(PHOTOGRAPH, framing);
    expect(left).toBeCloseTo((-43 * 600) / 170, 9);
    expect(width).toBeCloseTo((256 * 600) / 170, 9);
    expect([top, height]).toEqual([-225, 900]);
    expect(framedRegion(PHOTOGRAPH, { crop: 'centre-square' })).toEqual(
      seenRegion(PHOTOGRAPH, { crop: 'centre-square' }),
    );
  });
});

it.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [2.4999, 2],
  [7, 7],
])('%f is rounded to %i', (value, expected) => {
  expect(roundHalfToEven(value)).toBe(expected);
});
