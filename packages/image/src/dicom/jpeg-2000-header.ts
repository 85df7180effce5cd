import { hasBytes } from '@slc/domain';
import { dataView } from '../formats/file-bytes.js';
import type { Size } from '../pixels.js';

/** What the main header of a JPEG 2000 codestream says (ITU-T T.800, annex A). */
export interface Jpeg2000Header extends Size {
  readonly components: number;
  /** Of a sample of any component, the most. */
  readonly bits: number;
  readonly isSigned: boolean;
  readonly isSubsampled: boolean;
  readonly tiles: number;
  /** Whether the codestream converts its three colours itself, from YBR to RGB. */
  readonly convertsColours: boolean;
}

const SOC_SIZ = 0xff4f_ff51;
const COD = 0xff52;
const SOT = 0xff90;

/** Of the main header, and boxes before it. Comments could fill a file: 2.5 million empty ones fit into 10 MB. */
const MAX_SEGMENTS = 1_000;

/**
 * Finds the codestream, which some writers leave in the boxes of a JP2 file (ITU-T T.800, annex I) although DICOM forbids it. No
 * other box is read.
 */
export function findCodestream(bytes: Uint8Array): Uint8Array {
  if (!hasBytes(bytes, 4, 'jP  ')) return bytes;
  const view = dataView(bytes);
  let at = 0;
  for (let boxes = 0; boxes < MAX_SEGMENTS && at + 8 <= bytes.length; boxes++) {
    const length = view.getUint32(at);
    if (hasBytes(bytes, at + 4, 'jp2c'))
      return bytes.subarray(at + 8, length === 0 ? undefined : at + length);
    // A box of 0 reaches to the end of the file, and one of 1 has a length of 64 bits.
    if (length < 8) break;
    at += length;
  }
  return bytes;
}

/** @returns undefined when there is no whole main header */
export function readJpeg2000Header(bytes: Uint8Array): Jpeg2000Header | undefined {
  const view = dataView(bytes);
  // SIZ: marker, length (2), capabilities (2), size and offset of picture and tiles (32), components (2).
  if (bytes.length < 42 || view.getUint32(0) !== SOC_SIZ) return undefined;
  const components = view.getUint16(40);
  const sizEnd = 4 + view.getUint16(4);
  if (sizEnd !== 42 + 3 * components || sizEnd > bytes.length) return undefined;
  const depths = Array.from({ length: components }, (_, i) => view.getUint8(42 + 3 * i));
  const steps = Array.from({ length: 2 * components }, (_, i) => view.getUint8(43 + 3 * (i >> 1) + (i & 1)));
  const convertsColours = readColourTransform(bytes, sizEnd);
  if (convertsColours === undefined) return undefined;
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = Array.from(
    { length: 8 },
    (_, i) => view.getUint32(8 + 4 * i),
  ) as [number, number, number, number, number, number, number, number];
  return {
    width: right - left,
    height: bottom - top,
    components,
    bits: Math.max(...depths.map((depth) => (depth & 127) + 1)),
    isSigned: depths.some((depth) => depth > 127),
    isSubsampled: steps.some((step) => step !== 1),
    tiles: Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight),
    convertsColours,
  };
}

function readColourTransform(bytes: Uint8Array, from: number): boolean | undefined {
  const view = dataView(bytes);
  let at = from;
  for (let segments = 0; segments < MAX_SEGMENTS && at + 4 <= bytes.length; segments++) {
    const marker = view.getUint16(at);
    if (marker === SOT) return undefined;
    // Marker, length (2), style (1), progression (1), layers (2), colour transform (1).
    if (marker === COD) return at + 9 <= bytes.length ? view.getUint8(at + 8) !== 0 : undefined;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
