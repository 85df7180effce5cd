import { UTF_8 } from '@slc/dicom';

/** What Specific Character Set may be (PS3.3, C.12.1.1.2), alone or with code extensions. */
const ALONE = /^(ISO_IR (100|101|109|110|144|127|126|138|148|203|13|166|192)|GB18030|GBK)$/;
const EXTENDED = /^ISO 2022 IR (6|100|101|109|110|144|127|126|138|148|203|13|166|87|159|149|58)$/;

/** How the text of a dataset is to be read. */
export interface CharacterSet {
  /** The values of Specific Character Set; none for plain ASCII, also where the dataset names a set that there is not. */
  readonly names: readonly string[];
  /**
   * A text with each of its letters as one character, to be counted and looked through: what letter it is may be lost.
   *
   * @returns null for bytes that are not of this set
   */
  readonly read: (bytes: Uint8Array) => string | null;
}

/** @param value of Specific Character Set, as the dataset has it */
export function characterSetOf(value: string | undefined): CharacterSet {
  const names = (value ?? '').split('\\').map((name) => name.trim());
  const [first = '', ...others] = names;
  if (others.length === 0 && first === UTF_8) return { names, read: decodedAs('utf-8') };
  if (others.length === 0 && first.startsWith('GB') && ALONE.test(first)) {
    return { names, read: decodedAs('gb18030') };
  }
  if (others.length === 0 && ALONE.test(first)) return { names, read: withoutEscapes };
  const isExtended = (first === '' || EXTENDED.test(first)) && others.every((name) => EXTENDED.test(name));
  if (isExtended && names.some((name) => name !== '')) return { names, read: withExtensions(names) };
  return { names: [], read: asciiText };
}

function decodedAs(encoding: 'utf-8' | 'gb18030'): CharacterSet['read'] {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      // The caller learns by null that these bytes are no such text.
      return null;
    }
  };
}

function byteText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function withoutEscapes(bytes: Uint8Array): string | null {
  const text = byteText(bytes);
  return text.includes(ESCAPE) ? null : text;
}

function asciiText(bytes: Uint8Array): string | null {
  return bytes.some((byte) => byte >= 0x80) ? null : withoutEscapes(bytes);
}

/** Behind `ESC $` letters are pairs of bytes, in which a byte may look like a backslash (PS3.5, 6.1.2.5). */
function withExtensions(names: readonly string[]): CharacterSet['read'] {
  const hasHighBytes = names.some((name) => !LOW_BYTES.test(name));
  return (bytes) => {
    const text = byteText(bytes)
      .replace(PAIRS, (_, pairs: string) => '?'.repeat(Math.ceil(pairs.length / 2)))
      .replace(OTHER_SWITCH, '')
      .replace(/[\x80-\xff]{2}/g, HIGH_PAIR);
    return !hasHighBytes && /[\x80-\xff]/.test(text) ? null : text;
  };
}

/** Sets whose bytes are all below 0x80: ASCII and the Japanese ones of two bytes. */
const LOW_BYTES = /^(ISO 2022 IR (6|87|159))?$/;

/** A letter of one of the sets of two bytes above 0x80, or two of one byte each: counted as one, so that no good name is lost. */
const HIGH_PAIR = '\xff';

/** Begins a switch to another set. */
const ESCAPE = '\x1b';
const PAIRS = new RegExp(String.raw`${ESCAPE}\$\(?[@-D]([^${ESCAPE}]*)`, 'g');
const OTHER_SWITCH = new RegExp(String.raw`${ESCAPE}(\$\)[A-C]|[(-/][ -~])`, 'g');
