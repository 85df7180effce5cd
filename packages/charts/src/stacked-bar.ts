import type { ChartFormat } from './chart-words.js';

export interface BarPart {
  /** How many of the whole; any unit that all parts share. */
  readonly amount: number;
  readonly words: string;
}

/** Shades from strong to faint, and the last one hatched: as many as can be told apart. */
const TONES = 4;

/**
 * One bar that is 100 wide, cut into parts. The parts are listed beside it with their shares.
 *
 * @returns null where the parts are of nothing
 */
export function stackedBar(
  parts: readonly BarPart[],
  { title }: { readonly title: string },
  format: ChartFormat,
) {
  const total = parts.reduce((sum, { amount }) => sum + amount, 0);
  if (total <= 0) return null;
  let start = 0;
  const drawn = parts.map(({ amount, words }, index) => {
    const from = start;
    const share = amount / total;
    start += share * 100;
    return {
      path: amount === 0 ? null : `M${from.toFixed(2)} 5H${start.toFixed(2)}`,
      edge: index === 0 || amount === 0 ? null : `M${from.toFixed(2)} 0v10`,
      tone: String(Math.min(index, TONES - 1) + 1),
      words,
      share: format.percent(share, 0),
      count: format.integer(amount),
    };
  });
  const alt = [title, ...drawn.map(({ words, share }) => `${words}: ${share}`)].join('. ');
  return { title, alt, parts: drawn };
}
