import { describe, expect, it } from 'vitest';
import { sharp } from './libvips.js';
import { blendOverlay, makeOverlay, makePng } from './overlay.js';
import { drawGradient } from './synthetic.js';
import { viridis } from './viridis.js';

const SIZE = { width: 48, height: 40 };
const PICTURE = drawGradient(SIZE);
/** 1 on the left, 0 on the right. */
const MAP = { width: 2, height: 1, values: [1, 0] };

async function decode(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (y * info.width + x) * info.channels;
    return [...data.subarray(start, start + info.channels)];
  };
  return { data, at, size: { width: info.width, height: info.height } };
}

it('a picture as a PNG keeps every pixel', async () => {
  const { data, size } = await decode(await makePng(PICTURE));
  expect(size).toEqual(SIZE);
  expect(Buffer.compare(data, PICTURE.data)).toBe(0);
});

describe('a map', () => {
  it('is a layer of the picture’s size, 45 % opaque, from yellow to dark blue', async () => {
    const { at, size } = await decode(await makeOverlay(MAP, SIZE, { isGreyed: false }));
    expect(size).toEqual(SIZE);
    expect(at(0, 0)).toEqual([...viridis(1), 115]);
    expect(at(47, 39)).toEqual([...viridis(0), 115]);
  });

  it('that shows nothing the answer rests on is grey', async () => {
    const { at } = await decode(await makeOverlay(MAP, SIZE, { isGreyed: true }));
    expect([at(0, 0), at(47, 0)]).toEqual([
      [255, 255, 255, 115],
      [0, 0, 0, 115],
    ]);
  });

  it.each([false, true])(
    'blends with the picture as its layer does over it (greyed: %s)',
    async (isGreyed) => {
      const before = Buffer.from(PICTURE.data);
      const blended = await decode(await blendOverlay(PICTURE, MAP, { isGreyed }));
      const layer = await makeOverlay(MAP, SIZE, { isGreyed });
      const laid = await decode(
        await sharp(await makePng(PICTURE))
          .composite([{ input: Buffer.from(layer) }])
          .removeAlpha()
          .png()
          .toBuffer(),
      );
      expect(blended.size).toEqual(SIZE);
      // The layer's opacity is 115 of 255, and libvips rounds down.
      for (const [i, level] of blended.data.entries()) {
        expect(Math.abs(level - (laid.data[i] ?? 0))).toBeLessThanOrEqual(2);
      }
      expect(Buffer.compare(before, PICTURE.data)).toBe(0);
    },
  );
});
