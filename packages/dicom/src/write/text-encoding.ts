import type { TextEncoding } from './value-bytes.js';

/** Specific Character Set of UTF-8 (PS3.3, C.12.1.1.2). */
export const UTF_8 = 'ISO_IR 192';

const encoder = new TextEncoder();

/**
 * How own text is written beside values that are copied as they are: in UTF-8 where that is the dataset's character set. In any
 * other one only ASCII is sure to mean the same: letters lose their accents there, and what is left becomes a question mark.
 *
 * @param characterSet the value of Specific Character Set
 */
export function textEncoding(characterSet: unknown): TextEncoding {
  if (characterSet === UTF_8) return encoder;
  return { encode: (text) => Buffer.from(toAscii(text), 'latin1') };
}

function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\t\n\f\r -~]/gu, '?');
}
