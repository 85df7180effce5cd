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

/** Bytes in pieces, so that pixels are copied once, at the end. */
interface Pieces {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
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
  const meta = encodeDataset(
    {
      FileMetaInformationVersion: Uint8Array.of(0, 1),
      MediaStorageSOPClassUID: dataset.SOPClassUID,
      MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
      TransferSyntaxUID: TRANSFER_SYNTAXES.explicitLittleEndian,
      ...IMPLEMENTATION,
    },
    text,
  );
  const head = encodeDataset({ FileMetaInformationGroupLength: meta.length }, text);
  const body = encodeDataset(dataset, text);
  return Buffer.concat([
    Buffer.alloc(PREAMBLE_BYTES),
    Buffer.from('DICM', 'latin1'),
    ...[head, meta, body].flatMap(({ pieces }) => pieces),
  ]);
}

function encodeDataset(dataset: Attributes, text: TextEncoding): Pieces {
  const keywords = (Object.keys(dataset) as AttributeKeyword[])
    .filter((keyword) => dataset[keyword] !== undefined)
    .sort((a, b) => DICTIONARY[a][0] - DICTIONARY[b][0]);
  return joined(keywords.map((keyword) => encodeElement(keyword, dataset[keyword], text)));
}

function encodeElement(
  keyword: AttributeKeyword,
  value: Attributes[AttributeKeyword],
  text: TextEncoding,
): Pieces {
  const [tag, vr] = DICTIONARY[keyword];
  const content =
    vr === 'SQ'
      ? encodeItems(value as readonly Attributes[], text) // By `Attributes`, as the next.
      : onePiece(valueBytes(value as PlainValue, vr, { where: keyword, text }));
  const header = Buffer.alloc(isLong(vr) ? 12 : 8);
  writeTag(header, tag);
  header.write(vr, 4, 'latin1');
  if (isLong(vr)) header.writeUInt32LE(content.length, 8);
  else header.writeUInt16LE(content.length, 6);
  return joined([onePiece(header), content]);
}

function encodeItems(items: readonly Attributes[], text: TextEncoding): Pieces {
  return joined(
    items.flatMap((item) => {
      const content = encodeDataset(item, text);
      const header = Buffer.alloc(8);
      writeTag(header, TAGS.item);
      header.writeUInt32LE(content.length, 4);
      return [onePiece(header), content];
    }),
  );
}

/** Group and element, each little endian. */
function writeTag(header: Buffer, tag: number): void {
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
}

function onePiece(bytes: Uint8Array): Pieces {
  return { pieces: [bytes], length: bytes.length };
}

function joined(parts: readonly Pieces[]): Pieces {
  return {
    pieces: parts.flatMap(({ pieces }) => pieces),
    length: parts.reduce((sum, { length }) => sum + length, 0),
  };
}
