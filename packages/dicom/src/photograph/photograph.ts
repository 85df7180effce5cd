import { damaged, dicomError } from '../dicom-error.js';
import { type DicomLimits, readDicomFile } from '../read/dicom-file.js';
import type { Dataset } from '../read/elements.js';
import { requireUint16, textOf } from '../read/values.js';
import { nameTag, TAGS } from '../tags.js';
import { SOP_CLASSES, TRANSFER_SYNTAXES } from '../uids.js';
import { type Palette, readPalette } from './palette.js';
import { compressedData, uncompressedData } from './picture-data.js';
import { notAPhotograph, refuseOtherKinds, unreadTransferSyntax } from './refused-kinds.js';
import { readSampleKind, type SampleKind } from './sample-kind.js';

/** One picture of a DICOM file, as its elements describe it. Nothing is decoded yet. */
export interface Photograph extends SampleKind {
  readonly width: number;
  readonly height: number;
  readonly compression: Compression;
  /** Of samples that are not compressed. */
  readonly byteOrder: ByteOrder;
  /** Of PALETTE COLOR. */
  readonly palette: Palette | undefined;
  /** The picture's bytes, in the order in which they belong together. */
  readonly parts: readonly Uint8Array[];
  readonly notes: readonly PhotographNote[];
}

/** `jpeg` is any that begins as JPEG does: baseline, lossless, and JPEG-LS. */
export type Compression = 'none' | 'rle' | 'jpeg' | 'jpeg-2000';

/** In big endian, samples of 8 bits may be in words: then two have changed places. */
export type ByteOrder = 'little-endian' | 'big-endian' | 'swapped-bytes';

/**
 * What an operator may want to know of a file that is read all the same. `label-disagrees`: the pixels are not what the
 * elements say. `burned-in-annotation`: there is text in the picture, such as a name. `not-dermoscopy`: the SOP class is of
 * another kind of photograph.
 */
export type PhotographNote = 'label-disagrees' | 'burned-in-annotation' | 'not-dermoscopy';

/**
 * Reads what a DICOM file says of its one picture.
 *
 * @param bytes those of a file that has DICM at 128
 * @throws SlcError `unsupported_media_type` for another kind of object or compression, which the message names;
 * `invalid_image` for a file that is damaged, cut short or of a kind of samples that is not read; `image_too_large` as
 * `readDicomFile`
 */
export async function readPhotograph(bytes: Uint8Array, limits: DicomLimits): Promise<Photograph> {
  const file = await readDicomFile(bytes, limits);
  const { dataset } = file;
  const sopClass = textOf(dataset, TAGS.sopClassUid) ?? textOf(file.meta, TAGS.mediaStorageSopClassUid);
  refuseOtherKinds(sopClass);
  const compression = COMPRESSIONS[file.transferSyntax];
  if (compression === undefined) throw unreadTransferSyntax(file.transferSyntax);
  if (!dataset.elements.has(TAGS.pixelData)) throw notAPhotograph('a DICOM file without pixel data');
  refuseFramesAndAspects(dataset);

  const kind = readSampleKind(dataset);
  const size = { width: requireUint16(dataset, TAGS.columns), height: requireUint16(dataset, TAGS.rows) };
  const notes: PhotographNote[] = [];
  let { colours } = kind;
  let parts: readonly Uint8Array[];
  if (compression === 'none') {
    const { data, isLabelStale } = uncompressedData(dataset, { ...kind, ...size });
    parts = [data];
    if (isLabelStale) {
      colours = 'rgb';
      notes.push('label-disagrees');
    }
  } else parts = compressedData(dataset);
  if (textOf(dataset, TAGS.burnedInAnnotation) === 'YES') notes.push('burned-in-annotation');
  if (sopClass !== undefined && OTHER_PHOTOGRAPHS.has(sopClass)) notes.push('not-dermoscopy');
  return {
    ...kind,
    ...size,
    colours,
    compression,
    byteOrder: byteOrderOf(dataset, kind.bytesPerSample),
    palette: colours === 'palette' ? readPalette(dataset) : undefined,
    parts,
    notes,
  };
}

const COMPRESSIONS: Readonly<Record<string, Compression>> = {
  [TRANSFER_SYNTAXES.implicitLittleEndian]: 'none',
  [TRANSFER_SYNTAXES.explicitLittleEndian]: 'none',
  [TRANSFER_SYNTAXES.deflated]: 'none',
  [TRANSFER_SYNTAXES.explicitBigEndian]: 'none',
  [TRANSFER_SYNTAXES.rle]: 'rle',
  [TRANSFER_SYNTAXES.jpegBaseline]: 'jpeg',
  [TRANSFER_SYNTAXES.jpegExtended]: 'jpeg',
  [TRANSFER_SYNTAXES.jpegSpectralSelection]: 'jpeg',
  [TRANSFER_SYNTAXES.jpegProgressive]: 'jpeg',
  [TRANSFER_SYNTAXES.jpegLossless]: 'jpeg',
  [TRANSFER_SYNTAXES.jpegLosslessFirstOrder]: 'jpeg',
  [TRANSFER_SYNTAXES.jpegLsLossless]: 'jpeg',
  [TRANSFER_SYNTAXES.jpegLsNearLossless]: 'jpeg',
  [TRANSFER_SYNTAXES.jpeg2000Lossless]: 'jpeg-2000',
  [TRANSFER_SYNTAXES.jpeg2000]: 'jpeg-2000',
};

/** They are classified; whether the model can judge such a picture is for its outlier score. */
const OTHER_PHOTOGRAPHS: ReadonlySet<string> = new Set([
  SOP_CLASSES.ultrasoundImage,
  SOP_CLASSES.endoscopicImage,
  SOP_CLASSES.microscopicImage,
]);

function refuseFramesAndAspects(dataset: Dataset): void {
  const frames = textOf(dataset, TAGS.numberOfFrames) ?? '1';
  if (!/^\+?\d{1,9}$/.test(frames)) throw damaged(nameTag(TAGS.numberOfFrames));
  if (Number(frames) !== 1) {
    throw dicomError('invalid_image', 'a DICOM file of one frame', `one of ${Number(frames)}`);
  }
  const [vertical, horizontal, ...more] = (textOf(dataset, TAGS.pixelAspectRatio) ?? '1\\1')
    .split('\\')
    .map(Number);
  if (vertical !== horizontal || more.length > 0) {
    throw dicomError('invalid_image', 'square pixels in a DICOM file', 'another aspect ratio');
  }
}

function byteOrderOf({ encoding, elements }: Dataset, bytesPerSample: 1 | 2): ByteOrder {
  if (encoding.isLittleEndian) return 'little-endian';
  if (bytesPerSample === 2) return 'big-endian';
  return elements.get(TAGS.pixelData)?.vr === 'OW' ? 'swapped-bytes' : 'little-endian';
}
