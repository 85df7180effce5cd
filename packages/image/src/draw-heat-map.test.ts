import type { Explanation } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { drawHeatMap } from './draw-heat-map.js';
import { hasInk } from './label-font.js';

const EXPLANATION: Explanation = {
  ...{ method: 'score-cam', class: 'MEL', height: 1, width: 2, values: [1, 0] },
  check: { drop: 0.3, randomDrop: 0.1, holds: true },
};

async function drawn({ width, height }: { width: number; height: number }, holds = true) {
  const image = { width, height, data: new Uint8Array(3 * width * height).fill(100) };
  const explanation = { ...EXPLANATION, check: { ...EXPLANATION.check, holds } };
  await drawHeatMap(image, { explanation, verdict: 'clear', framing: { crop: 'centre-square' } });
  const row = (y: number) => image.data.subarray(3 * y * width, 3 * (y + 1) * width);
  const isLabel = (y: number) => row(y).every((level) => level === 0 || level === 255);
  const labelHeight = [...Array(height).keys()].filter(isLabel).length;
  return { image, row, labelHeight };
}

describe('a heat map at an image’s own size', () => {
  it('covers the square that the model saw, and leaves the margins as they are', async () => {
    const { row } = await drawn({ width: 600, height: 480 });
    expect([...row(0).subarray(0, 3)]).toEqual([100, 100, 100]);
    expect([...row(0).subarray(3 * 60, 3 * 61)]).not.toEqual([100, 100, 100]);
  });

  it('bears two lines at its lower edge, and a third where the map does not hold', async () => {
    const size = { width: 600, height: 480 };
    expect((await drawn(size)).labelHeight).toBe(2 * (2 * 9 + 1));
    expect((await drawn(size, false)).labelHeight).toBe(2 * (3 * 9 + 1));
  });

  it('writes letters in white on black', async () => {
    const { row, labelHeight } = await drawn({ width: 240, height: 240 });
    const top = 240 - labelHeight + 1;
    const ink = (y: number) => [...Array(5).keys()].map((x) => row(top + y)[3 * (1 + x)] === 255);
    for (let y = 0; y < 7; y++) expect(ink(y)).toEqual([...Array(5).keys()].map((x) => hasInk('R', x, y)));
  });

  it.each([
    [32, 32],
    [33, 400],
    [4_000, 32],
  ])('covers no more than a third of an image of %i x %i, and stays within it', async (width, height) => {
    const { image, labelHeight } = await drawn({ width, height });
    expect(image.data).toHaveLength(3 * width * height);
    expect(labelHeight).toBeGreaterThanOrEqual(9);
    expect(labelHeight).toBeLessThanOrEqual(height / 3 + 1);
  });

  it('is grey where the map does not hold', async () => {
    const { row } = await drawn({ width: 600, height: 480 }, false);
    const [red, green, blue] = row(0).subarray(3 * 60);
    expect([green, blue]).toEqual([red, red]);
  });
});
