import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { SlcError } from '@slc/domain';
import { cutShort, damaged, dicomError } from '../dicom-error.js';
import { TAGS } from '../tags.js';
import { TRANSFER_SYNTAXES } from '../uids.js';
import { type Dataset, type Encoding, walkElements } from './elements.js';
import { textOf } from './values.js';

/** A file of PS3.10: the group 0002, and the dataset that it describes. */
export interface DicomFile {
  readonly meta: Dataset;
  /** A UID. How elements and pixels are encoded. */
  readonly transferSyntax: string;
  /** Its bytes are the file's own, or the inflated ones of a deflated dataset. */
  readonly dataset: Dataset;
}

export interface DicomLimits {
  /** Of an upload. A deflated dataset may not grow beyond it, but for the header: 195 kB can inflate to 200 MB. */
  readonly maxBytes: number;
}

/** What may precede pixels that fill the limit of an upload. */
const HEADER_BYTES = 64 * 1024;

/** Behind the preamble, which may be the beginning of another file's format and is never read, and the letters DICM. */
const META_START = 132;

const LITTLE_ENDIAN: Encoding = { isExplicit: true, isLittleEndian: true };

/**
 * Reads where the elements of a DICOM file lie. Values are read on demand: see `values.ts`.
 *
 * @param bytes those of a file that has DICM at 128
 * @throws SlcError `invalid_image` when the file is cut short, damaged or exceeds a limit of `elements.ts`;
 * `image_too_large` when it inflates beyond the limit
 */
export async function readDicomFile(bytes: Uint8Array, limits: DicomLimits): Promise<DicomFile> {
  if (bytes.length < META_START) throw cutShort();
  const meta = readMeta(bytes);
  const transferSyntax = textOf(meta, TAGS.transferSyntaxUid);
  if (transferSyntax === undefined) {
    throw dicomError('invalid_image', 'a DICOM file that names its transfer syntax', 'one that does not');
  }
  if (transferSyntax === TRANSFER_SYNTAXES.deflated) {
    const inflated = await inflate(bytes.subarray(meta.end), limits);
    return { meta, transferSyntax, dataset: walkElements(inflated, { encoding: LITTLE_ENDIAN, start: 0 }) };
  }
  const encoding = {
    isExplicit: beginsWithVr(bytes, meta.end),
    isLittleEndian: transferSyntax !== TRANSFER_SYNTAXES.explicitBigEndian,
  };
  return { meta, transferSyntax, dataset: walkElements(bytes, { encoding, start: meta.end }) };
}

/**
 * Whether the first element names its VR, which the transfer syntax should say but sometimes does not. Without a VR these bytes
 * would be a length of 16,705 or more, which no first element of a photograph has.
 */
function beginsWithVr(bytes: Uint8Array, start: number): boolean {
  return /^[A-Z]{2}$/.test(String.fromCharCode(...bytes.subarray(start + 4, start + 6)));
}

/**
 * The group ends where its length says, as a deflated dataset may begin like another element of it; or where another group
 * begins, because the length may be missing or wrong.
 */
function readMeta(bytes: Uint8Array): Dataset {
  const [first] = walkElements(bytes, {
    encoding: LITTLE_ENDIAN,
    start: META_START,
    endsBefore: (_, at) => at > META_START,
  }).elements.values();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasLength =
    first?.tag === TAGS.fileMetaInformationGroupLength && first.vr === 'UL' && first.end === first.start + 4;
  const end = hasLength ? first.end + view.getUint32(first.start, true) : undefined;
  return walkElements(bytes, {
    encoding: LITTLE_ENDIAN,
    start: META_START,
    endsBefore: (tag, at) => at === end || Math.floor(tag / 0x1_0000) !== 2,
  });
}

const inflateInThreadPool = promisify(inflateRaw);

async function inflate(bytes: Uint8Array, { maxBytes }: DicomLimits): Promise<Uint8Array> {
  const maxOutputLength = maxBytes + HEADER_BYTES;
  try {
    return await inflateInThreadPool(bytes, { maxOutputLength });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      const expected = `a DICOM file that inflates to at most ${maxOutputLength} bytes`;
      throw new SlcError('image_too_large', `image: expected ${expected}, got more`, { cause: error });
    }
    throw damaged('its deflated data');
  }
}
