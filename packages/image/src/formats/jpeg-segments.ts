import { imageError } from '../image-error.js';
import type { Size } from '../pixels.js';
import { dataView } from './file-bytes.js';

export interface Segment {
  /** The second byte; the first is 0xff. */
  readonly marker: number;
  readonly start: number;
  /** For a scan, the end of its header; the data follow. */
  readonly end: number;
}

/** Reads until the end marker, which is the last, or the end of the file. */
export function* readSegments(bytes: Uint8Array): Generator<Segment> {
  const view = dataView(bytes);
  let start = findMarker(bytes, 2);
  for (let segments = 1; start + 2 <= bytes.length; segments++) {
    if (segments > MAX_SEGMENTS) throw tooMany(MAX_SEGMENTS, 'segments');
    const marker = view.getUint8(start + 1);
    if (marker === EOI) {
      yield { marker, start, end: start + 2 };
      return;
    }
    if (start + 4 > bytes.length) return;
    // The length counts its own 2 bytes; libjpeg reads a smaller one as 2.
    const end = start + 2 + Math.max(view.getUint16(start + 2), 2);
    yield { marker, start, end };
    start = findMarker(bytes, end);
  }
}

/** 10 MB of metadata are 160 segments of 64 kB, or 2.5 million of 4 bytes, each of which takes time of the event loop. */
const MAX_SEGMENTS = 10_000;

export function tooMany(limit: number, things: string) {
  return imageError('invalid_image', `at most ${limit} ${things} in a JPEG file`, 'more');
}

export const DHT = 0xc4;
export const DRI = 0xdd;
export const EOI = 0xd9;
export const SOS = 0xda;
export const APP0 = 0xe0;
export const APP14 = 0xee;
const COM = 0xfe;
const APP15 = 0xef;

/** In this range 0xc4, 0xc8 and 0xcc are tables and an extension. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc;
}

export interface Frame extends Size {
  readonly isProgressive: boolean;
  readonly isSequential: boolean;
  /** Of a sample. */
  readonly bits: number;
  readonly components: number;
}

/** @returns undefined without a whole frame header before the first scan */
export function readFrame(bytes: Uint8Array, segments: Iterable<Segment>): Frame | undefined {
  for (const { marker, start } of segments) {
    if (marker === SOS) return undefined;
    // Marker (2), length (2), bits (1), height (2), width (2), components (1).
    if (!isFrameHeader(marker) || start + 10 > bytes.length) continue;
    const view = dataView(bytes);
    return {
      // With Huffman or arithmetic coding.
      isProgressive: marker === 0xc2 || marker === 0xca,
      isSequential: marker === 0xc0 || marker === 0xc1 || marker === 0xc9,
      bits: view.getUint8(start + 4),
      height: view.getUint16(start + 5),
      width: view.getUint16(start + 7),
      components: view.getUint8(start + 9),
    };
  }
  return undefined;
}

/** Comments and all application segments but those that may be JFIF's or Adobe's. */
export function isMetadata(marker: number): boolean {
  return marker === COM || (marker > APP0 && marker <= APP15 && marker !== APP14);
}

/**
 * Skips a scan's data, in which 0xff is followed by 0 or is a restart marker, and fill bytes.
 *
 * @returns the offset of the marker's 0xff; the file's length when there is none
 */
function findMarker(bytes: Uint8Array, from: number): number {
  for (let i = bytes.indexOf(0xff, from); i !== -1 && i + 1 < bytes.length; i = bytes.indexOf(0xff, i + 1)) {
    const marker = bytes[i + 1] ?? 0;
    if (marker > 0x01 && marker !== 0xff && !isRestart(marker)) return i;
  }
  return bytes.length;
}

/** Restart markers divide the data of a scan into intervals that can be decoded apart. */
export function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}
