import type { ValueRepresentation } from './attributes.js';

/** What a value may be before it is bytes: a sequence has its own encoding. */
export type PlainValue = string | number | Uint8Array | readonly string[];

interface TextRule {
  /** Characters of each value, at most (PS3.5, table 6.2-1). */
  readonly most: number;
  /** Whether the character set of the dataset is that of the text; else ASCII alone. */
  readonly isFree: boolean;
  /** Whether a backslash divides values; else it is part of the text. */
  readonly hasSeveral: boolean;
}

const several = (most: number, isFree = false): TextRule => ({ most, isFree, hasSeveral: true });
const prose = (most: number): TextRule => ({ most, isFree: true, hasSeveral: false });

const TEXT_RULES: Readonly<Partial<Record<ValueRepresentation, TextRule>>> = {
  AE: several(16),
  AS: several(4),
  CS: several(16),
  DA: several(8),
  DS: several(16),
  DT: several(26),
  IS: several(12),
  TM: several(14),
  UI: several(64),
  LO: several(64, true),
  SH: several(16, true),
  // Three groups of 64 characters with a sign between them.
  PN: several(194, true),
  LT: prose(10_240),
  ST: prose(1_024),
  UT: prose(2 ** 32 - 2),
};

/** Those whose length has four bytes, behind two that are zero. */
const LONG = new Set<ValueRepresentation>(['OB', 'OW', 'SQ', 'UT']);

export function isLong(vr: ValueRepresentation): boolean {
  return LONG.has(vr);
}

export interface TextEncoding {
  /** The text as bytes of the dataset's character set. */
  encode(text: string): Uint8Array;
}

/**
 * A value as bytes, of an even number.
 *
 * @param where names the element in messages
 * @throws RangeError for a value that its representation does not allow: what is written is ours, so that is a fault of ours
 */
export function valueBytes(
  value: PlainValue,
  vr: ValueRepresentation,
  { where, text }: { readonly where: string; readonly text: TextEncoding },
): Uint8Array {
  return padded(ownBytes(value, vr, { where, text }), vr, where);
}

function ownBytes(
  value: PlainValue,
  vr: ValueRepresentation,
  { where, text }: { readonly where: string; readonly text: TextEncoding },
): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'number') return integerBytes(value, vr, where);
  const rule = TEXT_RULES[vr];
  if (rule === undefined) throw new RangeError(`${where}: expected bytes for ${vr}, got text`);
  const values = typeof value === 'string' ? [value] : value;
  for (const one of values) expectText(one, rule, where);
  const joined = values.join('\\');
  return rule.isFree ? text.encode(joined) : asciiBytes(joined, where);
}

function integerBytes(value: number, vr: ValueRepresentation, where: string): Uint8Array {
  const bytes = vr === 'US' ? 2 : 4;
  const fits = Number.isInteger(value) && value >= 0 && value < 2 ** (8 * bytes);
  if (!fits) throw new RangeError(`${where}: expected a whole number of ${bytes} bytes, got ${value}`);
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}

function expectText(value: string, { most, hasSeveral }: TextRule, where: string): void {
  const length = [...value].length;
  if (length > most) throw new RangeError(`${where}: expected at most ${most} characters, got ${length}`);
  if (hasSeveral && value.includes('\\')) {
    throw new RangeError(`${where}: expected a value without a backslash, which divides values`);
  }
}

function asciiBytes(value: string, where: string): Uint8Array {
  if (!/^[\x20-\x7e]*$/.test(value)) throw new RangeError(`${where}: expected printable ASCII alone`);
  return Buffer.from(value, 'latin1');
}

function padded(bytes: Uint8Array, vr: ValueRepresentation, where: string): Uint8Array {
  const length = bytes.length + (bytes.length % 2);
  const most = isLong(vr) ? 2 ** 32 - 2 : 2 ** 16 - 2;
  if (length > most) throw new RangeError(`${where}: expected at most ${most} bytes, got ${length}`);
  if (length === bytes.length) return bytes;
  const even = new Uint8Array(length);
  even.set(bytes);
  // Text is filled up with a space, all else with zero (PS3.5, 6.2).
  if (TEXT_RULES[vr] && vr !== 'UI') even[bytes.length] = 0x20;
  return even;
}
