const GRAPHEMES = new Intl.Segmenter();

/** What terminals show two columns wide. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;

/** Columns of a terminal that a text takes. */
export function displayWidth(text: string): number {
  // Most names: one column a letter.
  if (/^[ -~]*$/.test(text)) return text.length;
  return graphemes(text).reduce((sum, each) => sum + widthOf(each), 0);
}

/** The text in exactly so many columns: a longer one loses its beginning, since names differ at their end. */
export function fitToWidth(text: string, columns: number): string {
  const width = displayWidth(text);
  if (width <= columns) return text + ' '.repeat(columns - width);
  const kept = graphemes(text);
  let left = width;
  while (left > columns - 1) left -= widthOf(kept.shift() ?? '');
  return `…${kept.join('')}${' '.repeat(columns - 1 - left)}`;
}

/** A file's name may hold what would move the cursor or change the terminal's title. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function graphemes(text: string): string[] {
  return [...GRAPHEMES.segment(text)].map(({ segment }) => segment);
}

function widthOf(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : 1;
}
