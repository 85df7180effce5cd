import { describe, expect, it } from 'vitest';
import { sharp } from './libvips.js';
import { blendOverlay, makeOverlay, makePng, paintMap } from './overlay.js';
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

  it('is painted where the model saw the picture, and nowhere else', async () => {
    const painted = { ...PICTURE, data: Uint8Array.from(PICTURE.data) };
    const region = { left: 4, top: 0, width: 40, height: 40 };
    await paintMap(painted, MAP, { region, isGreyed: true });
    const at = (picture: typeof PICTURE, x: number) => picture.data[3 * (20 * SIZE.width + x)] ?? 0;
    const covered = (x: number, level: number) => Math.round(0.55 * at(PICTURE, x) + 0.45 * level);
    expect([0, 3, 44, 47].map((x) => at(painted, x))).toEqual([0, 3, 44, 47].map((x) => at(PICTURE, x)));
    expect([at(painted, 4), at(painted, 43)]).toEqual([covered(4, 255), covered(43, 0)]);
  });

  it('of more than the picture is cut at its edges', async () => {
    const painted = { ...PICTURE, data: new Uint8Array(PICTURE.data.length) };
    const region = { left: -48, top: -10, width: 96, height: 60 };
    await paintMap(painted, MAP, { region, isGreyed: true });
    // The left half of the region, where the map is 1, lies beyond the picture.
    expect(painted.data[0]).toBeCloseTo(0.45 * 255 * 0.5, -1);
    expect(painted.data.at(-1)).toBe(0);
  });

  it('is not painted further once nobody waits for it', async () => {
    const signal = AbortSignal.abort();
    const painting = paintMap(PICTURE, MAP, {
      region: { left: 0, top: 0, ...SIZE },
      isGreyed: false,
      signal,
    });
    await expect(painting).rejects.toMatchObject({ code: 'cancelled' });
  });
});
