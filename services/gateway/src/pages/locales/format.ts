import { FORMAT_TAGS, type Locale } from './locale.js';

/** How a language writes numbers and dates. */
export interface Format {
  /** A probability or share, 0..1. What would round to 0 or 1 without being it is told as less or more. */
  percent(fraction: number, digits?: number): string;
  integer(value: number): string;
  decimal(value: number, digits: number): string;
  /** A share as exact as it was told, between two and three digits. */
  share(fraction: number): string;
  /** A number as exact as it is, to six significant digits. */
  number(value: number): string;
  bytes(bytes: number): string;
  /** In universal time, which is said. */
  moment(at: Date): string;
}

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

export function createFormat(locale: Locale): Format {
  const tag = FORMAT_TAGS[locale];
  const fixed = (digits: number, style: 'decimal' | 'percent') =>
    new Intl.NumberFormat(tag, { style, minimumFractionDigits: digits, maximumFractionDigits: digits });
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const share = new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 3 });
  const number = new Intl.NumberFormat(tag, { maximumSignificantDigits: 6 });
  return {
    percent(fraction, digits = 1) {
      const format = fixed(digits, 'percent');
      const smallest = 10 ** -(digits + 2);
      if (fraction > 0 && fraction < smallest / 2) return `<${format.format(smallest)}`;
      if (fraction < 1 && fraction > 1 - smallest / 2) return `>${format.format(1 - smallest)}`;
      return format.format(fraction);
    },
    integer: (value) => fixed(0, 'decimal').format(value),
    decimal: (value, digits) => withMinusSign(fixed(digits, 'decimal').format(value)),
    share: (fraction) => share.format(fraction),
    number: (value) => withMinusSign(number.format(value)),
    bytes(bytes) {
      if (bytes < MEBIBYTE) return `${fixed(0, 'decimal').format(bytes / KIBIBYTE)} KiB`;
      return `${fixed(bytes < 10 * MEBIBYTE ? 1 : 0, 'decimal').format(bytes / MEBIBYTE)} MiB`;
    },
    moment: (at) => `${moment.format(at)} UTC`,
  };
}

/** A minus sign as wide as a figure, where the language data have a hyphen. */
function withMinusSign(text: string): string {
  return text.replace('-', '−');
}
