import { wilsonOrNull } from '@slc/domain';
import type { ChartFormat } from './chart-words.js';
import { headsOf, type IntervalRow, type IntervalWords, intervalRow } from './interval-plot.js';

/** How many images' sets held the true class. */
export interface CoverageRow extends Pick<IntervalRow, 'name' | 'code' | 'malignancy'> {
  readonly covered: number;
  readonly images: number;
}

export interface CoverageWords extends IntervalWords {
  /** Of a row whose whole interval lies below what was asked for. */
  readonly below: string;
}

export interface CoverageOptions {
  /** Share of images whose set should hold the true class. */
  readonly asked: number;
  /** All images together first, then one row a class. */
  readonly rows: readonly CoverageRow[];
}

/** Coverage asked for, as a line, and got, as a dot with its 95 % Wilson interval for each row. */
export function coveragePlot({ asked, rows }: CoverageOptions, words: CoverageWords, format: ChartFormat) {
  return {
    ...headsOf(words, format),
    asked: `M${(asked * 100).toFixed(1)} 0v16`,
    rows: rows.map(({ covered, images, ...row }) => {
      const got = wilsonOrNull(covered, images);
      const interval = got && { low: got.low, high: got.high };
      return {
        ...intervalRow({ ...row, value: got?.value ?? null, interval, count: images }, words, format),
        note: got && got.high < asked ? words.below : null,
      };
    }),
  };
}
