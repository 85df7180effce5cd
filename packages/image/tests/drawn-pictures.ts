import { uniform } from '../scripts/picture-defects.mjs';
import type { Pixels, Size } from '../src/pixels.js';

type Colour = readonly [number, number, number];

/** A rectangle of one colour. */
interface Box extends Size {
  readonly left: number;
  readonly top: number;
  readonly colour: Colour;
}

const SIZE: Size = { width: 600, height: 450 };
const WHITE: Colour = [255, 255, 255];
const INK: Colour = [30, 30, 30];

/** Pictures that are none of a lesion, as they are sent by mistake or to try what happens. */
export const DRAWN_PICTURES = {
  black: boxes([0, 0, 0], []),
  'black with noise': noise(6),
  white: boxes(WHITE, []),
  'colour of skin': boxes([214, 168, 148], []),
  'middle grey': boxes([128, 128, 128], []),
  text: boxes(WHITE, textLines({ left: 40, top: 30, width: 520, height: 390 }, INK)),
  'light screenshot': boxes(
    [245, 246, 248],
    [
      { left: 0, top: 0, width: 600, height: 36, colour: [44, 90, 160] },
      { left: 100, top: 60, width: 400, height: 170, colour: WHITE },
      ...textLines({ left: 115, top: 75, width: 370, height: 140 }, INK),
      { left: 100, top: 250, width: 400, height: 170, colour: WHITE },
      ...textLines({ left: 115, top: 265, width: 370, height: 100 }, INK),
      { left: 115, top: 380, width: 90, height: 26, colour: [44, 90, 160] },
    ],
  ),
  'dark screenshot': boxes(
    [30, 30, 30],
    [
      { left: 0, top: 0, width: 120, height: 450, colour: [37, 37, 38] },
      ...textLines({ left: 130, top: 10, width: 440, height: 430 }, [180, 190, 200]),
    ],
  ),
} satisfies Readonly<Record<string, Pixels>>;

/** Every sample a random number up to the given one. */
export function noise(most: number): Pixels {
  const random = uniform(most);
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, () => random() * (most + 1));
  return { ...SIZE, data };
}

function boxes(background: Colour, list: readonly Box[]): Pixels {
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => background[i % 3] ?? 0);
  for (const { left, top, width, height, colour } of list) {
    const line = Uint8Array.from({ length: width * 3 }, (_, i) => colour[i % 3] ?? 0);
    for (let y = top; y < top + height; y++) data.set(line, (y * SIZE.width + left) * 3);
  }
  return { ...SIZE, data };
}

/** Strokes 2 pixels wide in words and lines of a small print. */
function textLines({ left, top, width, height }: Omit<Box, 'colour'>, colour: Colour): Box[] {
  const random = uniform(width * height);
  const strokes: Box[] = [];
  for (let y = top; y + 10 <= top + height; y += 18) {
    for (let x = left; x + 6 < left + width; x += random() < 0.15 ? 12 : 6) {
      strokes.push({ left: x, top: y, width: 2, height: 10, colour });
      if (random() < 0.6)
        strokes.push({ left: x, top: y + (random() < 0.5 ? 0 : 8), width: 5, height: 2, colour });
    }
  }
  return strokes;
}
