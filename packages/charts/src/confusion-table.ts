import type { ChartFormat, Label } from './chart-words.js';

export interface ConfusionWords {
  readonly caption: string;
  /** Heads: of the first column, of the columns of answers, of the last column. */
  readonly truth: string;
  readonly answer: string;
  readonly total: string;
}

export interface ConfusionOptions {
  readonly labels: readonly { readonly name: Label; readonly code: string | null }[];
  /** counts[true][answered], both in the labels' order. */
  readonly counts: readonly (readonly number[])[];
}

/** Steps of shading, by the share of the row. */
const SHADES = 9;

/** Counts, and the share of each row, with a shade that follows the share. */
export function confusionTable(
  { labels, counts }: ConfusionOptions,
  words: ConfusionWords,
  format: ChartFormat,
) {
  return {
    ...words,
    columns: labels,
    columnCount: String(labels.length),
    rows: labels.map((label, row) => {
      const own = counts[row] ?? [];
      const total = own.reduce((sum, count) => sum + count, 0);
      return {
        ...label,
        total: format.integer(total),
        cells: own.map((count, column) => {
          const share = total === 0 ? 0 : count / total;
          return {
            count: format.integer(count),
            share: count === 0 ? null : format.percent(share, 0),
            shade: String(count === 0 ? 0 : Math.max(1, Math.round(share * SHADES))),
            isRight: row === column,
          };
        }),
      };
    }),
  };
}
