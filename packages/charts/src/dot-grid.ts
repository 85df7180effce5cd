import type { ChartFormat } from './chart-words.js';

/** A full dot, a ring with a core, an empty ring: told apart without colour. */
export type DotTone = 'hit' | 'near' | 'miss';

export interface DotPart {
  readonly tone: DotTone;
  /** How many of the whole; any unit that all parts share. */
  readonly amount: number;
  /** What these are, such as "named melanoma", given their number in a hundred. */
  readonly words: (per100: string) => string;
}

export interface DotGridWords {
  /** Given how many in a hundred the first part is. */
  readonly title: (first: string) => string;
}

const DOTS = 100;
const COLUMNS = 10;
const STEP = 10;

/**
 * A hundred dots, so that a share can be counted: "Of 100 melanomas it names 50". The first part is the one that
 * the title names.
 *
 * @returns null where the parts are of nothing
 */
export function dotGrid(parts: readonly DotPart[], { title }: DotGridWords, format: ChartFormat) {
  const counts = perHundred(parts.map(({ amount }) => amount));
  if (!counts) return null;
  let first = 0;
  const drawn = parts.map(({ tone, words }, index) => {
    const count = counts[index] ?? 0;
    const places = Array.from({ length: count }, (_, i) => place(first + i));
    first += count;
    return {
      tone,
      count: format.integer(count),
      text: words(format.integer(count)),
      ...shapes(tone, places),
      key: shapes(tone, [place(0)]),
    };
  });
  const heading = title(drawn[0]?.count ?? format.integer(0));
  return { title: heading, alt: [heading, ...drawn.map(({ text }) => text)].join('. '), parts: drawn };
}

/** The first part is rounded as tables round it; of the others, the largest remainders get what rounding down leaves over. */
function perHundred(amounts: readonly number[]): readonly number[] | null {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (total <= 0) return null;
  const exact = amounts.map((amount) => (amount / total) * DOTS);
  const counts = exact.map((value, index) => (index === 0 ? Math.round(value) : Math.floor(value)));
  const left = DOTS - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, rest: index === 0 ? -1 : value % 1 }))
    .toSorted((a, b) => b.rest - a.rest);
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

/** Middle of a dot: row by row, from the upper left. */
function place(index: number) {
  return { x: (index % COLUMNS) * STEP + STEP / 2, y: Math.floor(index / COLUMNS) * STEP + STEP / 2 };
}

function shapes(tone: DotTone, places: readonly { readonly x: number; readonly y: number }[]) {
  const circles = places.map(({ x, y }) => `M${x - 3.5} ${y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0`).join('');
  // Lines of length zero, whose round ends are the cores.
  const cores = tone === 'near' ? places.map(({ x, y }) => `M${x} ${y}h0`).join('') : null;
  return { circles, cores };
}
