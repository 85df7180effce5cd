/** Of each glyph, in pixels. */
export const GLYPH = { width: 5, height: 7 } as const;

/** Rows from the top, each a digit to the base 32 whose five bits are the row's pixels, the leftmost first. */
const GLYPHS: Readonly<Record<string, string>> = {
  ...{ A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'uhhhhhu', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhf' },
  ...{ H: 'hhhvhhh', I: 'e44444e', J: '72222ic', K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh' },
  ...{ O: 'ehhhhhe', P: 'uhhuggg', Q: 'ehhhlid', R: 'uhhukih', S: 'fgge11u', T: 'v444444', U: 'hhhhhhe' },
  ...{ V: 'hhhhha4', W: 'hhhllrh', X: 'hha4ahh', Y: 'hha4444', Z: 'v1248gv' },
  ...{ 0: 'ehjlphe', 1: '4c4444e', 2: 'eh1248v', 3: 'v2421he', 4: '26aiv22', 5: 'vgu11he', 6: '68guhhe' },
  ...{ 7: 'v124888', 8: 'ehhehhe', 9: 'ehhf12c' },
  ...{ ' ': '0000000', '.': '00000cc', ',': '0000c48', '-': '000v000', ':': '0cc0cc0', _: '000000v' },
};

/** A question mark stands for what the font does not have. */
const UNKNOWN = 'eh12404';

/** Whether a letter has ink at a place of its glyph. Small letters look like capitals. */
export function hasInk(letter: string, x: number, y: number): boolean {
  const rows = GLYPHS[letter.toUpperCase()] ?? UNKNOWN;
  const bits = Number.parseInt(rows.charAt(y), 32);
  return (bits >> (GLYPH.width - 1 - x)) % 2 === 1;
}
