import type { ChartFormat } from '../src/index.js';

/** Numbers as an English page writes them. */
export const ENGLISH: ChartFormat = {
  percent: (fraction, digits = 1) => `${(fraction * 100).toFixed(digits)}%`,
  integer: String,
  decimal: (value, digits) => value.toFixed(digits),
};

export const label = (text: string) => ({ text, lang: null });
