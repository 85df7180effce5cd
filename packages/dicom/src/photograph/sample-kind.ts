import { dicomError } from '../dicom-error.js';
import type { Dataset } from '../read/elements.js';
import { requireUint16, textOf, uint16sOf } from '../read/values.js';
import { TAGS } from '../tags.js';

/** By Photometric Interpretation. `ybr-jpeg-2000` are the two that JPEG 2000 itself converts. */
export type Colours = 'rgb' | 'ybr' | 'ybr-422' | 'ybr-jpeg-2000' | 'palette' | 'grey' | 'inverted-grey';

/** What a pixel is made of. */
export interface SampleKind {
  readonly colours: Colours;
  readonly samplesPerPixel: 1 | 3;
  readonly bytesPerSample: 1 | 2;
  /** The lowest bits of a sample count. */
  readonly bitsStored: number;
  /** Whether each colour is in a plane of its own, where they are not compressed. */
  readonly isPlanar: boolean;
}

interface Reading {
  readonly colours: Colours;
  readonly samplesPerPixel: 1 | 3;
  /** Of a sample, least and most. */
  readonly bits: readonly [number, number];
}

const READINGS: Readonly<Record<string, Reading>> = {
  RGB: { colours: 'rgb', samplesPerPixel: 3, bits: [8, 16] },
  YBR_FULL: { colours: 'ybr', samplesPerPixel: 3, bits: [8, 8] },
  YBR_FULL_422: { colours: 'ybr-422', samplesPerPixel: 3, bits: [8, 8] },
  YBR_ICT: { colours: 'ybr-jpeg-2000', samplesPerPixel: 3, bits: [8, 8] },
  YBR_RCT: { colours: 'ybr-jpeg-2000', samplesPerPixel: 3, bits: [8, 8] },
  'PALETTE COLOR': { colours: 'palette', samplesPerPixel: 1, bits: [1, 16] },
  MONOCHROME1: { colours: 'inverted-grey', samplesPerPixel: 1, bits: [8, 8] },
  MONOCHROME2: { colours: 'grey', samplesPerPixel: 1, bits: [8, 8] },
};

/** @throws SlcError `invalid_image` when the samples are of a kind that is not read */
export function readSampleKind(dataset: Dataset): SampleKind {
  const reading = READINGS[textOf(dataset, TAGS.photometricInterpretation) ?? ''];
  if (reading === undefined || requireUint16(dataset, TAGS.samplesPerPixel) !== reading.samplesPerPixel) {
    const expected = 'RGB, YBR, palette or grey samples in a DICOM file';
    throw dicomError('invalid_image', expected, 'another photometric interpretation');
  }
  const { colours, samplesPerPixel, bits } = reading;
  const allocated = requireUint16(dataset, TAGS.bitsAllocated);
  const stored = requireUint16(dataset, TAGS.bitsStored);
  const highest = uint16sOf(dataset, TAGS.highBit)?.[0] ?? stored - 1;
  const isSigned = uint16sOf(dataset, TAGS.pixelRepresentation)?.[0] === 1;
  const isWhole = (allocated === 8 || allocated === 16) && stored <= allocated;
  if (isWhole && highest !== stored - 1) {
    const expected = 'the stored bits of a sample at its bottom in a DICOM file';
    throw dicomError(
      'invalid_image',
      expected,
      `${stored} bits of ${allocated} with the highest at ${highest}`,
    );
  }
  if (!isWhole || isSigned || stored < bits[0] || stored > bits[1]) {
    const expected =
      samplesPerPixel === 1
        ? 'a colour picture, or a grey one of 8 bits,'
        : 'RGB of 8 to 16 bits or YBR of 8';
    const got = `one of ${stored} bits in ${allocated}${isSigned ? ', signed' : ''}`;
    throw dicomError('invalid_image', `${expected} in a DICOM file`, got);
  }
  return {
    colours,
    samplesPerPixel,
    bytesPerSample: allocated === 16 ? 2 : 1,
    bitsStored: stored,
    isPlanar: samplesPerPixel === 3 && uint16sOf(dataset, TAGS.planarConfiguration)?.[0] === 1,
  };
}
