import { LANGUAGES, type Locale } from './languages.js';

export type Format = ReturnType<typeof createFormat>;

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** Writes numbers and dates as a language does. */
export function createFormat(locale: Locale) {
  const { formatTag: tag, numberWords } = LANGUAGES[locale];
  // Making one takes a hundred times as long as using it: a page of a thousand classes uses thousands.
  const formats = new Map<string, Intl.NumberFormat>();
  const fixed = (digits: number, style: 'decimal' | 'percent') => {
    const key = `${style} ${digits}`;
    const format =
      formats.get(key) ??
      new Intl.NumberFormat(tag, { style, minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(key, format);
    return format;
  };
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(tag, { maximumSignificantDigits: 6 });
  const and = new Intl.ListFormat(tag, { type: 'conjunction' });
  const or = new Intl.ListFormat(tag, { type: 'disjunction' });
  return {
    /** A probability or share, 0..1. A value that would round to 0 or 1 without being it becomes `<0.1%` or `>99.9%`. */
    percent(fraction: number, digits = 1) {
      const format = fixed(digits, 'percent');
      const smallest = 10 ** -(digits + 2);
      if (fraction > 0 && fraction < smallest / 2) return `<${format.format(smallest)}`;
      if (fraction < 1 && fraction > 1 - smallest / 2) return `>${format.format(1 - smallest)}`;
      return format.format(fraction);
    },
    integer: (value: number) => fixed(0, 'decimal').format(value),
    and: (words: readonly string[]) => and.format(words),
    or: (words: readonly string[]) => or.format(words),
    /** A small number of things as a word, a larger one in figures. */
    count: (value: number) => numberWords[value - 2] ?? fixed(0, 'decimal').format(value),
    decimal: (value: number, digits: number) => withMinusSign(fixed(digits, 'decimal').format(value)),
    /** A share with three decimals, so that those in a column stand below each other. */
    share: (fraction: number) => fixed(3, 'decimal').format(fraction),
    /** To six significant digits. */
    number: (value: number) => withMinusSign(number.format(value)),
    /** The size of a model's file, in the decimal megabytes in which the Hub and file managers show it. */
    megabytes: (bytes: number) => `${fixed(0, 'decimal').format(bytes / 1e6)} MB`,
    /** A limit, which is a power of two. */
    bytes(bytes: number) {
      if (bytes < MEBIBYTE) return `${fixed(0, 'decimal').format(bytes / KIBIBYTE)} KiB`;
      return `${fixed(bytes < 10 * MEBIBYTE ? 1 : 0, 'decimal').format(bytes / MEBIBYTE)} MiB`;
    },
    /** The day, in UTC. */
    date: (at: Date) => day.format(at),
    /** In UTC, and says so. */
    moment: (at: Date) => `${moment.format(at)} UTC`,
  };
}

/** The language data write a hyphen, which is narrower than a figure. */
function withMinusSign(text: string): string {
  return text.replace('-', '−');
}
