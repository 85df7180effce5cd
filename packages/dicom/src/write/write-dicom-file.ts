import { TAGS } from '../tags.js';
import { TRANSFER_SYNTAXES } from '../uids.js';
import { type AttributeKeyword, type Attributes, DICTIONARY } from './attributes.js';
import { nameBasedUid } from './name-based-uid.js';
import { textEncoding } from './text-encoding.js';
import { isLong, type PlainValue, type TextEncoding, valueBytes } from './value-bytes.js';

const IMPLEMENTATION = {
  ImplementationClassUID: nameBasedUid('implementation'),
  ImplementationVersionName: 'SLC_1',
};

const PREAMBLE_BYTES = 128;

/** What is written, in order, so that pixels are copied once, at the end. */
interface Output {
  readonly pieces: Uint8Array[];
  readonly text: TextEncoding;
}

/**
 * A dataset as a file of PS3.10, in Explicit VR Little Endian, every length written out. The same dataset gives the same bytes.
 *
 * @param dataset own text is written in its Specific Character Set; see `textEncoding`
 * @throws RangeError for a value that cannot be written
 */
export function writeDicomFile(
  dataset: Attributes & Required<Pick<Attributes, 'SOPClassUID' | 'SOPInstanceUID'>>,
): Uint8Array {
  const text = textEncoding(dataset.SpecificCharacterSet);
  const meta = { pieces: [], text };
  const FileMetaInformationGroupLength = writeElements(meta, {
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: dataset.SOPClassUID,
    MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
    TransferSyntaxUID: TRANSFER_SYNTAXES.explicitLittleEndian,
    ...IMPLEMENTATION,
  });
  const file: Output = { pieces: [Buffer.alloc(PREAMBLE_BYTES), Buffer.from('DICM', 'latin1')], text };
  writeElements(file, { FileMetaInformationGroupLength });
  file.pieces.push(...meta.pieces);
  writeElements(file, dataset);
  return Buffer.concat(file.pieces);
}

/** @returns how many bytes, as each of the following */
function writeElements(output: Output, dataset: Attributes): number {
  const keywords = (Object.keys(dataset) as AttributeKeyword[])
    .filter((keyword) => dataset[keyword] !== undefined)
    .sort((a, b) => DICTIONARY[a][0] - DICTIONARY[b][0]);
  return keywords.reduce((sum, keyword) => sum + writeElement(output, keyword, dataset[keyword]), 0);
}

function writeElement(
  output: Output,
  keyword: AttributeKeyword,
  value: Attributes[AttributeKeyword],
): number {
  const [tag, vr] = DICTIONARY[keyword];
  const header = Buffer.alloc(isLong(vr) ? 12 : 8);
  writeTag(header, tag);
  header.write(vr, 4, 'latin1');
  output.pieces.push(header);
  // What the value is follows from its VR: see `Attributes`.
  const length =
    vr === 'SQ'
      ? writeItems(output, value as readonly Attributes[])
      : writeBytes(output, valueBytes(value as PlainValue, vr, { where: keyword, text: output.text }));
  if (isLong(vr)) header.writeUInt32LE(length, 8);
  else header.writeUInt16LE(length, 6);
  return header.length + length;
}

function writeItems(output: Output, items: readonly Attributes[]): number {
  return items.reduce((sum, item) => {
    const header = Buffer.alloc(8);
    writeTag(header, TAGS.item);
    output.pieces.push(header);
    const length = writeElements(output, item);
    header.writeUInt32LE(length, 4);
    return sum + header.length + length;
  }, 0);
}

function writeBytes({ pieces }: Output, bytes: Uint8Array): number {
  pieces.push(bytes);
  return bytes.length;
}

/** Group and element, each little endian. */
function writeTag(header: Buffer, tag: number): void {
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
}
