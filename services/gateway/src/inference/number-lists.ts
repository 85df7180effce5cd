import { tooLarge } from './body-limits.js';

/** The numbers of a list, or of lists within each other, in their order. */
export interface NumberLists {
  readonly numbers: Uint8Array;
  /** Where the bytes after the list begin. */
  readonly end: number;
}

/** The deepest that a tensor's lists are within each other: (images, height, width, channels), and some to spare. */
const DEEPEST = 8;

const ZERO = 0x30;
const NINE = 0x39;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Reads a list of whole numbers from 0 to 255 in JSON, such as a picture pixel by pixel. JSON.parse takes several times as
 * long for it and makes eight bytes of each.
 *
 * @param start where its first bracket is
 * @returns null for any other list, and for what is not JSON
 * @throws SlcError `image_too_large` for more than `most` numbers
 */
export function readNumberLists(bytes: Uint8Array, start: number, most: number): NumberLists | null {
  const numbers = growingBytes(most);
  let depth = 0;
  // What may come next: a value after a comma, a value or the end after a bracket that opens, else a comma or the end.
  let next: 'value' | 'first' | 'more' = 'value';
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      if (next === 'more') return null;
      let value = byte - ZERO;
      for (let digit = bytes[at + 1] ?? 0; digit >= ZERO && digit <= NINE; digit = bytes[at + 1] ?? 0) {
        // JSON has no leading zeros.
        if (value === 0) return null;
        value = 10 * value + digit - ZERO;
        if (value > 255) return null;
        at++;
      }
      numbers.push(value);
      next = 'more';
    } else if (byte === COMMA) {
      if (next !== 'more') return null;
      next = 'value';
    } else if (byte === OPEN) {
      if (next === 'more' || ++depth > DEEPEST) return null;
      next = 'first';
    } else if (byte === CLOSE) {
      if (next === 'value') return null;
      if (--depth === 0) return { numbers: numbers.all(), end: at + 1 };
      next = 'more';
    } else if (!BLANKS.has(byte)) return null;
  }
  return null;
}

/** Bytes of a number that is not known before. What a sender announces would be memory that it need not fill. */
function growingBytes(most: number) {
  let bytes = new Uint8Array(1_024);
  let count = 0;
  return {
    push(value: number): void {
      if (count === most) throw tooLarge('tensors', `${most} bytes`);
      if (count === bytes.length) {
        const larger = new Uint8Array(2 * count);
        larger.set(bytes);
        bytes = larger;
      }
      bytes[count++] = value;
    },
    // A copy: a view would keep what is spare in memory too.
    all: () => bytes.slice(0, count),
  };
}
