import type { Interval, Malignancy } from '@slc/domain';
import type { ChartFormat, Label } from './chart-words.js';

export interface IntervalRow {
  readonly name: Label;
  /** The class's id, where it says more than the name does. */
  readonly code: string | null;
  readonly malignancy: Malignancy | null;
  /** A fraction; null where it is not known. */
  readonly value: number | null;
  readonly interval: Interval | null;
  /** How many images it was measured on; null where that is not known. */
  readonly count: number | null;
}

export interface IntervalWords {
  readonly caption: string;
  /** Heads of the columns. */
  readonly row: string;
  readonly drawn: string;
  readonly value: string;
  readonly interval: string;
  readonly count: string;
  readonly range: (interval: { low: string; high: string }) => string;
  readonly unknown: string;
}

/** A dot with its whiskers for each row, and the same in figures. */
export function intervalPlot(rows: readonly IntervalRow[], words: IntervalWords, format: ChartFormat) {
  return {
    ...headsOf(words, format),
    asked: null,
    rows: rows.map((row) => ({ ...intervalRow(row, words, format), note: null })),
  };
}

export function headsOf({ caption, row, drawn, value, interval, count }: IntervalWords, format: ChartFormat) {
  const scale = [0, 0.5, 1].map((at) => format.percent(at, 0));
  return { caption, heads: { row, drawn, value, interval, count, scale } };
}

export function intervalRow(row: IntervalRow, { range, unknown }: IntervalWords, format: ChartFormat) {
  const { name, code, malignancy, value, interval, count } = row;
  const percent = (fraction: number) => format.percent(fraction, 0);
  return {
    name,
    code,
    malignancy,
    value: value === null ? unknown : percent(value),
    interval: interval && range({ low: percent(interval.low), high: percent(interval.high) }),
    count: count === null ? unknown : format.integer(count),
    plot: value === null ? null : dotAndWhisker(value, interval),
  };
}

/**
 * On a scale 0..1 that is 100 wide and 16 high. The dot is a line of length zero: its round ends stay round when the
 * drawing is stretched.
 */
function dotAndWhisker(value: number, interval: Interval | null) {
  const at = (fraction: number) => (fraction * 100).toFixed(1);
  return {
    whisker: interval && `M${at(interval.low)} 8H${at(interval.high)}`,
    ends: interval && `M${at(interval.low)} 3v10M${at(interval.high)} 3v10`,
    dot: `M${at(value)} 8h0`,
  };
}
