import { damaged } from '../dicom-error.js';
import { nameTag } from '../tags.js';
import type { Dataset } from './elements.js';

/** The value as the file has it, without a copy. */
export function bytesOf({ bytes, elements }: Dataset, tag: number): Uint8Array | undefined {
  const element = elements.get(tag);
  return element && bytes.subarray(element.start, element.end);
}

/** Beyond this, a text of one of the elements that are read here is not what it should be. The longest, an LO's, have 64 characters. */
const MAX_TEXT_BYTES = 1024;

/**
 * Reads a text of the default character set, such as a code or a UID, without its padding.
 *
 * @returns undefined when the element is missing or empty
 * @throws SlcError `invalid_image` when it is too long
 */
export function textOf(dataset: Dataset, tag: number): string | undefined {
  const value = bytesOf(dataset, tag);
  if (value === undefined) return undefined;
  if (value.length > MAX_TEXT_BYTES) throw damaged(nameTag(tag));
  return String.fromCharCode(...value).replaceAll(/^[ \0]+|[ \0]+$/g, '') || undefined;
}

/**
 * Reads the unsigned 16-bit numbers of an element. One of another kind is not converted: a height of 32 bits could
 * overflow whatever reads it as 16.
 *
 * @returns undefined when the element is missing or empty
 * @throws SlcError `invalid_image` when its VR or its length is not that of `count` such numbers
 */
export function uint16sOf(dataset: Dataset, tag: number, count = 1): number[] | undefined {
  const value = bytesOf(dataset, tag);
  if (value === undefined || value.length === 0) return undefined;
  const vr = dataset.elements.get(tag)?.vr ?? 'US';
  // Palette descriptors hold one number that may be signed; it is read as unsigned.
  if ((vr !== 'US' && vr !== 'SS') || value.length !== 2 * count) throw damaged(nameTag(tag));
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: count }, (_, i) => view.getUint16(2 * i, dataset.encoding.isLittleEndian));
}

/**
 * Reads one number of 16 bits without which there is no picture.
 *
 * @throws SlcError `invalid_image` when it is missing, 0 or of another kind
 */
export function requireUint16(dataset: Dataset, tag: number): number {
  const [number] = uint16sOf(dataset, tag) ?? [];
  if (!number) throw damaged(nameTag(tag));
  return number;
}
