import { SlcError } from '@slc/domain';
import type { Size } from './pixels.js';
import { trimFile } from './trim-file.js';
import { viewOf } from './view-of.js';

/**
 * Reads the size from the first frame header of a JPEG.
 *
 * @returns undefined when there is none before the first scan
 * @throws SlcError `invalid_image` for more than `MAX_SEGMENTS` segments
 */
export function readJpegSize(bytes: Uint8Array): Size | undefined {
  for (const { marker, start } of readSegments(bytes)) {
    // Marker (2), length (2), bits (1), height (2), width (2).
    if (isFrameHeader(marker) && start + 9 <= bytes.length) {
      const view = viewOf(bytes);
      return { width: view.getUint16(start + 7), height: view.getUint16(start + 5) };
    }
    if (marker === SOS) return undefined;
  }
  return undefined;
}

/**
 * A JPEG without comments and application segments but JFIF's and Adobe's, which tell the colour space. No pixel
 * depends on the others here, and each of 4 bytes would take 250.
 *
 * @returns the file itself when it has none of these
 * @throws SlcError `invalid_image` for more than `MAX_SCANS` scans or `MAX_SEGMENTS` segments
 */
export function withoutJpegExtras(bytes: Uint8Array): Uint8Array {
  const trimmer = trimFile(bytes);
  let scans = 0;
  for (const { marker, start, end } of readSegments(bytes)) {
    if (marker === SOS && ++scans > MAX_SCANS) throw tooMany(MAX_SCANS, 'scans');
    if (isExtra(marker)) trimmer.drop(start, end);
  }
  return trimmer.finish();
}

/**
 * Each is a pass over the whole picture, be it of 30 bytes: 27 ms at 50 million pixels, in which libvips's time limit is
 * not looked at. A progressive file may lawfully hold 2,600; libjpeg writes ten.
 */
const MAX_SCANS = 100;

/** 10 MB of metadata in segments of 64 kB are 160; in segments of 4 bytes, each step of 2.5 million costs the event loop. */
const MAX_SEGMENTS = 10_000;

function tooMany(limit: number, things: string): SlcError {
  return new SlcError('invalid_image', `image: expected at most ${limit} ${things} in a JPEG file, got more`);
}

interface Segment {
  /** Its second byte; the first is 0xff. */
  readonly marker: number;
  readonly start: number;
  /** Of a scan, its data follow. */
  readonly end: number;
}

/** Until the end marker or the end of the file. */
function* readSegments(bytes: Uint8Array): Generator<Segment> {
  const view = viewOf(bytes);
  let start = findMarker(bytes, 2);
  for (let segments = 1; start + 4 <= bytes.length && view.getUint8(start + 1) !== EOI; segments++) {
    if (segments > MAX_SEGMENTS) throw tooMany(MAX_SEGMENTS, 'segments');
    const marker = view.getUint8(start + 1);
    // libjpeg takes a length too small to count itself for 2.
    const end = start + 2 + Math.max(view.getUint16(start + 2), 2);
    yield { marker, start, end };
    start = findMarker(bytes, end);
  }
}

const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
const APP0 = 0xe0;
const APP14 = 0xee;
const APP15 = 0xef;

/** 0xc4, 0xc8 and 0xcc of this range are tables and an extension. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function isExtra(marker: number): boolean {
  return marker === COM || (marker > APP0 && marker <= APP15 && marker !== APP14);
}

/**
 * Passes over a scan's data, in which 0xff is followed by 0 or is a restart marker, and over fill bytes.
 *
 * @returns where the marker's 0xff stands; the file's length when there is none
 */
function findMarker(bytes: Uint8Array, from: number): number {
  for (let i = bytes.indexOf(0xff, from); i !== -1 && i + 1 < bytes.length; i = bytes.indexOf(0xff, i + 1)) {
    const marker = bytes[i + 1] ?? 0;
    const isRestart = marker >= 0xd0 && marker <= 0xd7;
    if (marker > 0x01 && marker !== 0xff && !isRestart) return i;
  }
  return bytes.length;
}
