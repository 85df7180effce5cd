import { GLYPH, hasInk } from './label-font.js';
import type { Pixels, Size } from './pixels.js';

/** Between letters, and between lines. */
const ADVANCE = { x: GLYPH.width + 1, y: GLYPH.height + 2 } as const;

/** Letters have twice their own pixels on a picture whose shorter side has 480. */
const SIDE_OF_ONE_PIXEL = 240;

/** More of a picture is never covered. */
const MOST_OF_HEIGHT = 1 / 3;

/**
 * Writes into a picture's own pixels, white on a black band along its lower edge. A sentence begins on a line of its own and is
 * wrapped; what finds no room on a small picture is left out.
 */
export function drawLabel(image: Pixels, sentences: readonly string[]): void {
  const scale = Math.max(1, Math.round(Math.min(image.width, image.height) / SIDE_OF_ONE_PIXEL));
  const columns = Math.max(1, Math.floor((image.width / scale - 1) / ADVANCE.x));
  const most = Math.max(1, Math.floor((image.height * MOST_OF_HEIGHT) / (ADVANCE.y * scale)));
  const lines = sentences.flatMap((sentence) => wrapped(sentence, columns)).slice(0, most);
  const top = Math.max(0, image.height - (lines.length * ADVANCE.y + 1) * scale);
  image.data.fill(0, 3 * top * image.width);
  for (const [row, line] of lines.entries()) {
    for (const [column, letter] of [...line].entries()) {
      const at = { left: 1 + column * ADVANCE.x, top: 1 + row * ADVANCE.y };
      drawLetter(image, letter, { scale, left: at.left * scale, top: top + at.top * scale });
    }
  }
}

/** Lines of at most so many letters, broken between words where that does. */
function wrapped(sentence: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns)
      lines.splice(-1, 1, `${line} ${word}`);
    else lines.push(...(word.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? []));
  }
  return lines;
}

function drawLetter(
  { data, width, height }: Pixels,
  letter: string,
  { scale, left, top }: { readonly scale: number; readonly left: number; readonly top: number },
): void {
  const size: Size = { width: GLYPH.width * scale, height: GLYPH.height * scale };
  for (let y = 0; y < size.height && top + y < height; y++) {
    for (let x = 0; x < size.width && left + x < width; x++) {
      if (!hasInk(letter, Math.floor(x / scale), Math.floor(y / scale))) continue;
      const at = 3 * ((top + y) * width + left + x);
      data.fill(255, at, at + 3);
    }
  }
}
