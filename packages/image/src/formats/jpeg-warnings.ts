import { hasBytes } from '@slc/domain';
import { APP0, APP14, type Frame, readFrame, type Segment, SOS } from './jpeg-segments.js';

// libjpeg warns of two kinds of faults (jerror.h, JWRN_...): of those on which no pixel depends, and of damaged data, in
// whose place it invents pixels. Pillow reads on after either. libvips reads on after either, or after none. So the faults
// of the first kind are mended in the copy that libvips gets, and what is left to warn of is damaged data.

/**
 * libvips (jpeg2vips.c, 8.18) stops at the 100th warning of a file as soon as libjpeg gives it. Its option to fail at warnings
 * is not enough: it counts them before each eight rows that it reads, so it misses damage in the last eight.
 */
export const LIBVIPS_WARNING_LIMIT = 100;

/**
 * Bytes that make libjpeg warn a number of times and have no other effect: each zero does not belong between segments, and
 * the marker behind it (TEM, 0x01) has no content.
 */
export function plantWarnings(count: number): Uint8Array {
  const planted = new Uint8Array(3 * Math.max(count, 0));
  for (let i = 0; i < planted.length; i += 3) planted.set([0, 0xff, 0x01], i);
  return planted;
}

/** A byte of the file, and the value as which libjpeg reads it after a warning. */
export interface Correction {
  readonly offset: number;
  readonly value: number;
}

export interface HarmlessFaults {
  /** By the segment that has the fault, in the order of the file. */
  readonly corrections: ReadonlyMap<Segment, readonly Correction[]>;
  /** How many warnings without consequence libjpeg gives of the corrected file. */
  readonly warnings: number;
}

export function findHarmlessFaults(bytes: Uint8Array, segments: readonly Segment[]): HarmlessFaults {
  const frame = readFrame(bytes, segments);
  const corrections = new Map<Segment, readonly Correction[]>();
  for (const segment of segments) {
    const wrong = readAs(bytes, segment, frame).filter(({ offset, value }) => bytes[offset] !== value);
    if (wrong.length > 0) corrections.set(segment, wrong);
  }
  return { corrections, warnings: frame?.isProgressive ? countEarlyScans(bytes, segments) : 0 };
}

/** The bytes of a segment for which libjpeg knows only certain values, as it reads them. */
function readAs(bytes: Uint8Array, { marker, start, end }: Segment, frame: Frame | undefined): Correction[] {
  const content = end - start - 4;
  if (end > bytes.length) return [];
  // Its major version is 1.
  if (marker === APP0 && content >= 14 && hasBytes(bytes, start + 4, 'JFIF\0')) {
    return [{ offset: start + 9, value: 1 }];
  }
  if (marker === APP14 && content >= 12 && hasBytes(bytes, start + 4, 'Adobe')) {
    const offset = start + 15;
    const known = ADOBE_TRANSFORMS[frame?.components ?? 0];
    return known === undefined || bytes[offset] === 0 ? [] : [{ offset, value: known }];
  }
  if (marker === SOS && frame?.isSequential && isWholeScanHeader(bytes, { start, end })) {
    // All 64 coefficients, with all their bits.
    return [
      { offset: end - 3, value: 0 },
      { offset: end - 2, value: 63 },
      { offset: end - 1, value: 0 },
    ];
  }
  return [];
}

/** By components. 0 is none, here YCbCr is 1 and YCCK 2; libjpeg takes any other number for these. */
const ADOBE_TRANSFORMS: Readonly<Record<number, number>> = { 3: 1, 4: 2 };

/** Marker (2), length (2), components (1), for each id and tables (2), first and last coefficient (2), bits (1). */
function isWholeScanHeader(bytes: Uint8Array, { start, end }: Pick<Segment, 'start' | 'end'>): boolean {
  return end === start + 8 + 2 * (bytes[start + 4] ?? 0);
}

/**
 * Counts the scans of a progressive file that hold details of a component before any scan with its mean values. libjpeg
 * warns of each (JWRN_BOGUS_PROGRESSION) and reads them all the same.
 */
function countEarlyScans(bytes: Uint8Array, segments: readonly Segment[]): number {
  const withMean = new Set<number>();
  let count = 0;
  for (const { marker, start, end } of segments) {
    if (marker !== SOS || !isWholeScanHeader(bytes, { start, end })) continue;
    const holdsDetails = bytes[end - 3] !== 0;
    for (let at = start + 5; at < end - 3; at += 2) {
      const component = bytes[at] ?? 0;
      if (!holdsDetails) withMean.add(component);
      else if (!withMean.has(component)) count++;
    }
  }
  return count;
}
