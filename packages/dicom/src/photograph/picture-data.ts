import { cutShort, damaged, dicomError } from '../dicom-error.js';
import type { Dataset } from '../read/elements.js';
import { bytesOf } from '../read/values.js';
import { nameTag, TAGS } from '../tags.js';
import type { SampleKind } from './sample-kind.js';

/**
 * Finds the compressed picture: the fragments behind the offset table. A file of one frame needs no table, and all of its
 * fragments belong to that frame.
 *
 * @throws SlcError `invalid_image` without a fragment
 */
export function compressedData(dataset: Dataset): readonly Uint8Array[] {
  const { fragments } = dataset.elements.get(TAGS.pixelData) ?? {};
  if (fragments === undefined) {
    throw dicomError(
      'invalid_image',
      'a DICOM file whose pixel data are in fragments',
      'one that declares their length',
    );
  }
  if (fragments.length < 2) throw cutShort();
  return fragments.slice(1).map(({ start, end }) => dataset.bytes.subarray(start, end));
}

export interface UncompressedData {
  readonly data: Uint8Array;
  /** Whether the label is what the pixels were before a server decompressed them: they are RGB in full. */
  readonly isLabelStale: boolean;
}

/** @throws SlcError `invalid_image` when there are fewer bytes than the size needs */
export function uncompressedData(
  dataset: Dataset,
  {
    width,
    height,
    colours,
    samplesPerPixel,
    bytesPerSample,
  }: SampleKind & { readonly width: number; readonly height: number },
): UncompressedData {
  const data = bytesOf(dataset, TAGS.pixelData);
  if (data === undefined || dataset.elements.get(TAGS.pixelData)?.isOpenEnded)
    throw damaged(nameTag(TAGS.pixelData));
  const inFull = width * height * samplesPerPixel * bytesPerSample;
  const isLabelStale = colours === 'ybr-jpeg-2000' || (colours === 'ybr-422' && data.length >= inFull);
  const length = colours === 'ybr-422' && !isLabelStale ? width * height * 2 : inFull;
  if (data.length < length) throw cutShort();
  return { data: data.subarray(0, length + (length % 2)), isLabelStale };
}
