import type { Size } from '@slc/image';
import { describe, expect, it } from 'vitest';
import { checkByDeletion } from './deletion-check.js';

const SIZE = { width: 40, height: 30 };
/** A bright spot in the upper left on darker skin. */
const SPOT = { top: 2, left: 3, height: 12, width: 14 };
const SKIN = [180, 120, 100] as const;
const BRIGHT = 250;

function drawSpot(): Uint8Array {
  const data = new Uint8Array(SIZE.width * SIZE.height * 3);
  for (let y = 0; y < SIZE.height; y++)
    for (let x = 0; x < SIZE.width; x++)
      data.set(isInSpot(y, x) ? [BRIGHT, 120, 100] : SKIN, (y * SIZE.width + x) * 3);
  return data;
}

function isInSpot(y: number, x: number): boolean {
  const { top, left, height, width } = SPOT;
  return y >= top && y < top + height && x >= left && x < left + width;
}

/** The drawn model: the part of the spot's pixels that are still bright. */
function probabilityOf(picture: Uint8Array): number {
  let bright = 0;
  for (let i = 0; i < picture.length; i += 3) if (picture[i] === BRIGHT) bright++;
  return bright / (SPOT.height * SPOT.width);
}

/** 1 in one cell of a grid of 3 x 4, 0 in the others. */
function mapOf(row: number, column: number) {
  const values = new Array<number>(12).fill(0);
  values[row * 4 + column] = 1;
  return { height: 3, width: 4, values };
}

async function check(map: { readonly values: readonly number[] } & Size) {
  const pictures: Uint8Array[] = [];
  const result = await checkByDeletion({
    image: { ...SIZE, data: drawSpot() },
    map,
    probability: 1,
    async probabilitiesOf(all) {
      pictures.push(...all);
      return all.map(probabilityOf);
    },
  });
  return { result, pictures };
}

/** Whether each pixel is another than in the drawing. */
function changed(picture: Uint8Array): readonly boolean[] {
  const before = drawSpot();
  return Array.from({ length: picture.length / 3 }, (_, place) =>
    [0, 1, 2].some((channel) => picture[3 * place + channel] !== before[3 * place + channel]),
  );
}

describe('the check of a map', () => {
  it('holds where the map points at what the answer rests on', async () => {
    const { result } = await check(mapOf(0, 0));
    expect(result.drop).toBeGreaterThan(0.8);
    expect(result.randomDrop).toBeLessThan(0.6);
    expect(result.holds).toBe(true);
  });

  it.each([
    ['the opposite corner', mapOf(2, 3)],
    ['the right side', mapOf(0, 3)],
    ['nothing', { height: 3, width: 4, values: new Array<number>(12).fill(0) }],
  ])('fails where it points at %s', async (_, map) => {
    const { result } = await check(map);
    expect(result.drop).toBe(0);
    expect(result.holds).toBe(false);
  });

  it('fails for a model that looks at everything alike', async () => {
    const result = await checkByDeletion({
      image: { ...SIZE, data: drawSpot() },
      map: mapOf(0, 0),
      probability: 0.9,
      probabilitiesOf: async (pictures) => pictures.map(() => 0.6),
    });
    expect(result).toEqual({ drop: expect.closeTo(0.3), randomDrop: expect.closeTo(0.3), holds: false });
  });

  it.each([
    [0.2, 0.16, false],
    [0.2, 0.14, true],
  ])('of a fall of %d against %d holds: %s', async (drop, randomDrop, holds) => {
    const result = await checkByDeletion({
      image: { ...SIZE, data: drawSpot() },
      map: mapOf(0, 0),
      probability: 0.9,
      probabilitiesOf: async ([, ...others]) => [0.9 - drop, ...others.map(() => 0.9 - randomDrop)],
    });
    expect(result.holds).toBe(holds);
  });

  it('paints a fifth of the picture in its mean colour, and four others of that shape elsewhere', async () => {
    const even = { height: 3, width: 4, values: Array.from({ length: 12 }, (_, i) => 1 - i / 12) };
    const { pictures } = await check(even);
    expect(pictures).toHaveLength(5);
    // The mean colour is neither the spot's nor the skin's.
    const areas = pictures.map(changed);
    for (const area of areas) expect(area.filter(Boolean)).toHaveLength((SIZE.width * SIZE.height) / 5);
    expect(new Set(areas.map((area) => area.join())).size).toBe(5);
    const mean = Math.round(
      SKIN[0] + ((BRIGHT - SKIN[0]) * SPOT.height * SPOT.width) / (SIZE.width * SIZE.height),
    );
    const place = areas[0]?.indexOf(true) ?? 0;
    expect([...(pictures[0]?.subarray(3 * place, 3 * place + 3) ?? [])]).toEqual([mean, 120, 100]);
  });

  it('leaves the rest of the fifth alone where less of the map is above 0', async () => {
    const { pictures } = await check({ height: 30, width: 40, values: mapOfOnePixel() });
    for (const area of pictures.map(changed)) expect(area.filter(Boolean)).toHaveLength(1);
  });

  it('moves the other fifths alike each time', async () => {
    const [first, second] = [await check(mapOf(1, 2)), await check(mapOf(1, 2))];
    expect(
      first.pictures.map((picture) => Buffer.compare(picture, second.pictures.shift() ?? picture)),
    ).toEqual([0, 0, 0, 0, 0]);
  });
});

function mapOfOnePixel(): readonly number[] {
  const values = new Array<number>(SIZE.width * SIZE.height).fill(0);
  values[5] = 1;
  return values;
}
