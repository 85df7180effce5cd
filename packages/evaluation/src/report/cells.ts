import type { Estimate, Format, Interval, Translate } from '@slc/domain';
import type { MessageKey } from './locales/en.js';

/** What a table shows in one place. */
export interface Cell {
  readonly text: string;
  /** Said after it and less loudly: the interval of a figure. */
  readonly detail: string | null;
  readonly lang: 'en' | null;
}

export type Cells = ReturnType<typeof createCells>;

/** Decimals of a figure that is no share, such as an area under a curve. */
const DECIMALS = 3;

/** Writes figures as tables show them. One that is not defined says so. */
export function createCells(t: Translate<MessageKey>, format: Format) {
  const cell = (text: string, detail: string | null = null): Cell => ({ text, detail, lang: null });
  const notDefined = cell(t('notDefined'));
  const decimal = (value: number) => format.decimal(value, DECIMALS);
  const points = (value: number) => withSign(value, format.decimal(100 * value, 1));
  const between = ({ low, high }: Interval, write: (value: number) => string) =>
    t('interval', { low: write(low), high: write(high) });
  const estimated = (write: (value: number) => string) => (figure: Estimate | null) =>
    figure === null ? notDefined : cell(write(figure.value), between(figure, write));
  return {
    text: cell,
    notDefined,
    count: (value: number) => cell(format.integer(value)),
    /** 0..1, in per cent. */
    share: (value: number | null) => (value === null ? notDefined : cell(format.percent(value))),
    /** 0..1, in per cent, with its interval. */
    estimatedShare: estimated((value) => format.percent(value)),
    decimal: (value: number | null) => (value === null ? notDefined : cell(decimal(value))),
    estimatedDecimal: estimated(decimal),
    /** Of two figures, with a sign. */
    estimatedDifference: estimated((value) => withSign(value, decimal(value))),
    /** Of two shares, in percentage points, with a sign. */
    estimatedPoints: estimated(points),
    intervalOfShares: (interval: Interval) => between(interval, (value) => format.percent(value)),
  };
}

function withSign(value: number, text: string): string {
  return value > 0 ? `+${text}` : text;
}
