import { damaged, dicomError } from '../dicom-error.js';
import type { Dataset } from '../read/elements.js';
import { bytesOf, uint16sOf } from '../read/values.js';
import { nameTag, TAGS } from '../tags.js';

/** What PALETTE COLOR's samples mean (PS3.3, C.7.6.3.1.5). */
export interface Palette {
  /** The sample that means the first colour; smaller ones mean it, too, and larger ones than the last the last. */
  readonly first: number;
  /** (colours, 3), RGB */
  readonly colours: Uint8Array;
}

const CHANNELS = [
  { descriptor: TAGS.redPaletteDescriptor, data: TAGS.redPaletteData },
  { descriptor: TAGS.greenPaletteDescriptor, data: TAGS.greenPaletteData },
  { descriptor: TAGS.bluePaletteDescriptor, data: TAGS.bluePaletteData },
];

/** @throws SlcError `invalid_image` when the palette is missing, damaged or written in segments */
export function readPalette(dataset: Dataset): Palette {
  if (dataset.elements.has(TAGS.segmentedRedPaletteData)) {
    throw dicomError('invalid_image', 'a palette in full in a DICOM file', 'one in segments');
  }
  const [count, first] = readDescriptor(dataset, TAGS.redPaletteDescriptor);
  const colours = new Uint8Array(count * 3);
  for (const [channel, { descriptor, data }] of CHANNELS.entries()) {
    const [entries, start, bits] = readDescriptor(dataset, descriptor);
    if (entries !== count || start !== first) throw damaged(nameTag(descriptor));
    const values = bytesOf(dataset, data) ?? new Uint8Array();
    const read = chooseReading(values, { entries, bits, isLittleEndian: dataset.encoding.isLittleEndian });
    // An index beyond the table made other readers read what lies behind it in memory.
    if (read === undefined) throw damaged(nameTag(data));
    for (let i = 0; i < count; i++) colours[3 * i + channel] = read(i);
  }
  return { first, colours };
}

/** @returns how many colours, the sample of the first, and bits of each value */
function readDescriptor(dataset: Dataset, tag: number): readonly [number, number, 8 | 16] {
  const [entries = 0, first = 0, bits = 0] = uint16sOf(dataset, tag, 3) ?? [];
  if (bits !== 8 && bits !== 16) throw damaged(nameTag(tag));
  // 65,536 does not fit.
  return [entries === 0 ? 65_536 : entries, first, bits];
}

interface Layout {
  readonly entries: number;
  readonly bits: 8 | 16;
  readonly isLittleEndian: boolean;
}

/** @returns how to read one value as 8 bits; undefined when the table is too short */
function chooseReading(
  values: Uint8Array,
  { entries, bits, isLittleEndian }: Layout,
): ((index: number) => number) | undefined {
  if (values.length >= 2 * entries) {
    // 8 bits may be written as words, too. Of 16 bits the high byte counts.
    const offset = (bits === 16) === isLittleEndian ? 1 : 0;
    return (index) => values[2 * index + offset] ?? 0;
  }
  // Two values are in a word, the first in its low byte.
  const flip = isLittleEndian ? 0 : 1;
  return bits === 8 && values.length >= entries + (entries % 2)
    ? (index) => values[index ^ flip] ?? 0
    : undefined;
}
