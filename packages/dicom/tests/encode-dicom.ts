import { TAGS } from '../src/tags.js';

/** How the tests write the DICOM files that they need, honest or hostile. */
export interface Encoded {
  readonly isExplicit: boolean;
  readonly isLittleEndian: boolean;
}

export interface TestElement {
  readonly tag: number;
  readonly vr: string;
  /** In little endian; numbers are two bytes each. */
  readonly value: Uint8Array;
  /** Instead of the value's own. */
  readonly length: number | undefined;
}

/** @param value text, bytes, or one or more numbers of 16 bits */
export function element(
  tag: number,
  vr: string,
  value: string | Uint8Array | number | readonly number[] = '',
  length?: number,
): TestElement {
  return { tag, vr, value: toBytes(value), length };
}

function toBytes(value: string | Uint8Array | number | readonly number[]): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value, 'latin1');
  if (value instanceof Uint8Array) return value;
  return new Uint8Array(Uint16Array.from([value].flat()).buffer);
}

/** 0xffffffff: the value ends with a delimiter. */
export const UNDEFINED_LENGTH = 0xffff_ffff;

export function dataset(encoding: Encoded, elements: readonly TestElement[]): Buffer {
  return Buffer.concat(elements.map((each) => encode(encoding, each)));
}

function encode({ isExplicit, isLittleEndian }: Encoded, { tag, vr, value, length }: TestElement): Buffer {
  const isItem = Math.floor(tag / 0x1_0000) === 0xfffe;
  const isLong = !isExplicit || isItem || /^(O.|SQ|SV|U[CNRTV])$/.test(vr);
  const header = Buffer.alloc(isLong && isExplicit && !isItem ? 12 : 8);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  view.setUint16(0, Math.floor(tag / 0x1_0000), isLittleEndian);
  view.setUint16(2, tag % 0x1_0000, isLittleEndian);
  if (isExplicit && !isItem) header.write(vr, 4, 'latin1');
  if (isLong) view.setUint32(header.length - 4, length ?? value.length, isLittleEndian);
  else view.setUint16(6, length ?? value.length, isLittleEndian);
  const isSwapped = !isLittleEndian && (vr === 'US' || vr === 'OW');
  return Buffer.concat([header, isSwapped ? Buffer.from(value).swap16() : value]);
}

const META: Encoded = { isExplicit: true, isLittleEndian: true };

/** A whole file. */
export function part10(transferSyntax: string | undefined, content: Uint8Array): Buffer {
  const syntax = transferSyntax?.padEnd(2 * Math.ceil(transferSyntax.length / 2), '\0');
  const group = dataset(META, syntax === undefined ? [] : [element(TAGS.transferSyntaxUid, 'UI', syntax)]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(group.length);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    dataset(META, [element(TAGS.fileMetaInformationGroupLength, 'UL', length)]),
    group,
    content,
  ]);
}

/** Items as encapsulated pixel data hold them, with an offset table that is empty. */
export function encapsulated(...fragments: readonly Uint8Array[]): Buffer {
  return dataset(META, [
    element(TAGS.item, ''),
    ...fragments.map((fragment) => element(TAGS.item, '', fragment)),
    element(TAGS.sequenceDelimitation, ''),
  ]);
}
