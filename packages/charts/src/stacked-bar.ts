import type { ChartFormat } from './chart-words.js';

export interface BarPart {
  /** How many of the whole; any unit that all parts share. */
  readonly amount: number;
  readonly words: string;
  /** Draws it as its malignancy is drawn everywhere, in place of a shade. */
  readonly malignancy?: 'malignant' | 'pre-malignant' | 'benign';
}

/** Shades from strong to faint, and the last one hatched: as many as can be told apart. */
const TONES = 4;

export interface StackedBarWords {
  readonly title: string;
  /** Whether the page itself shows the title: then it is only in the text alternative. */
  readonly isTitled?: boolean;
  /** False for shares of something that is not counted, such as probabilities. */
  readonly hasCounts?: boolean;
}

/**
 * One bar that is 100 wide, cut into parts. The parts are listed beside it with their shares.
 *
 * @returns null where the parts are of nothing
 */
export function stackedBar(
  parts: readonly BarPart[],
  { title, isTitled = false, hasCounts = true }: StackedBarWords,
  format: ChartFormat,
) {
  const total = parts.reduce((sum, { amount }) => sum + amount, 0);
  if (total <= 0) return null;
  let start = 0;
  const drawn = parts.map(({ amount, words, malignancy }, index) => {
    const from = start;
    const share = amount / total;
    start += share * 100;
    return {
      path: amount === 0 ? null : `M${from.toFixed(2)} 5H${start.toFixed(2)}`,
      edge: index === 0 || amount === 0 ? null : `M${from.toFixed(2)} 0v10`,
      tone: malignancy ?? `tone-${Math.min(index, TONES - 1) + 1}`,
      words,
      share: format.percent(share, 0),
      count: hasCounts ? format.integer(amount) : null,
    };
  });
  const alt = [title, ...drawn.map(({ words, share }) => `${words}: ${share}`)].join('. ');
  return { title: isTitled ? null : title, alt, parts: drawn };
}
