import { TAGS } from '../src/tags.js';
import { TRANSFER_SYNTAXES } from '../src/uids.js';
import {
  dataset,
  element,
  encapsulated,
  part10,
  type TestElement,
  UNDEFINED_LENGTH,
} from './encode-dicom.js';

export const SIZE = { width: 40, height: 32 };

export type Changes = Readonly<Record<number, TestElement | undefined>>;

export interface PhotographOptions {
  readonly syntax?: string;
  /** Elements instead of the usual ones, by tag; undefined leaves one out. */
  readonly changes?: Changes;
  readonly isBigEndian?: boolean;
}

/** A whole file: a photograph of `SIZE` in RGB without compression, but for what is changed. */
export function photographFile({
  syntax = TRANSFER_SYNTAXES.explicitLittleEndian,
  changes = {},
  isBigEndian = false,
}: PhotographOptions = {}): Buffer {
  const usual = [
    element(TAGS.sopClassUid, 'UI', '1.2.840.10008.5.1.4.1.1.77.1.4'),
    element(0x0010_0010, 'PN', 'ZZZTOP^X'),
    element(TAGS.samplesPerPixel, 'US', 3),
    element(TAGS.photometricInterpretation, 'CS', 'RGB '),
    element(TAGS.planarConfiguration, 'US', 0),
    element(TAGS.rows, 'US', SIZE.height),
    element(TAGS.columns, 'US', SIZE.width),
    element(TAGS.bitsAllocated, 'US', 8),
    element(TAGS.bitsStored, 'US', 8),
    element(TAGS.highBit, 'US', 7),
    element(TAGS.pixelRepresentation, 'US', 0),
    element(TAGS.pixelData, 'OB', drawnPixels()),
  ];
  const elements = new Map<number, TestElement>(usual.map((each) => [each.tag, each]));
  for (const [tag, change] of Object.entries(changes)) {
    if (change === undefined) elements.delete(Number(tag));
    else elements.set(Number(tag), change);
  }
  const inOrder = [...elements.values()].sort((a, b) => a.tag - b.tag);
  return part10(syntax, dataset({ isExplicit: true, isLittleEndian: !isBigEndian }, inOrder));
}

/** (height, width, 3), RGB: each pixel has other values than its neighbours. */
export function drawnPixels(): Uint8Array {
  return Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => (i * 7 + (i >> 6) * 31) % 256);
}

/** Compressed pixel data, as the element that holds them. */
export function compressed(...fragments: readonly Uint8Array[]): Changes {
  const content = encapsulated(...fragments);
  return { [TAGS.pixelData]: element(TAGS.pixelData, 'OB', content, UNDEFINED_LENGTH) };
}

/** Elements by their tags. */
export function changing(...elements: readonly TestElement[]): Changes {
  return Object.fromEntries(elements.map((each) => [each.tag, each]));
}

/** A JPEG of three components as a camera's software wraps it. */
export function wrappedJpeg(
  jpeg: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  changes: Changes = {},
): Buffer {
  return photographFile({
    syntax: TRANSFER_SYNTAXES.jpegBaseline,
    changes: {
      ...changing(
        element(TAGS.photometricInterpretation, 'CS', 'YBR_FULL_422'),
        element(TAGS.rows, 'US', height),
        element(TAGS.columns, 'US', width),
      ),
      ...compressed(jpeg),
      ...changes,
    },
  });
}
