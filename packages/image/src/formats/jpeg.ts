import { imageError } from '../image-error.js';
import type { Size } from '../pixels.js';
import { dataView, hasBytes } from './file-bytes.js';
import type { FormatReader } from './format-reader.js';
import { trimFile } from './trim-file.js';

/** JPEG: ITU-T T.81, JFIF and Adobe's APP14. */
export const jpeg: FormatReader = {
  libvipsLoader: 'VipsForeignLoadJpegBuffer',
  matches: (bytes) => hasBytes(bytes, 0, '\xff\xd8\xff'),
  readSize,
  trim,
};

/** The first frame header before the first scan holds the size. */
function readSize(bytes: Uint8Array): Size | undefined {
  for (const { marker, start } of readSegments(bytes)) {
    // Marker (2), length (2), bits (1), height (2), width (2).
    if (isFrameHeader(marker) && start + 9 <= bytes.length) {
      const view = dataView(bytes);
      return { width: view.getUint16(start + 7), height: view.getUint16(start + 5) };
    }
    if (marker === SOS) return undefined;
  }
  return undefined;
}

/**
 * Drops comments and all application segments but JFIF's and Adobe's, which name the colour space. libvips would take
 * 250 bytes of memory for each segment of 4.
 *
 * @throws SlcError `invalid_image` for more than `MAX_SCANS` scans or `MAX_SEGMENTS` segments
 */
function trim(bytes: Uint8Array): Uint8Array {
  const trimmer = trimFile(bytes);
  let scans = 0;
  for (const { marker, start, end } of readSegments(bytes)) {
    if (marker === SOS && ++scans > MAX_SCANS) throw tooMany(MAX_SCANS, 'scans');
    if (isMetadata(marker)) trimmer.drop(start, end);
  }
  return trimmer.finish();
}

/**
 * A scan of 30 bytes is still a pass over the whole picture: 27 ms at 50 million pixels, during which libvips does not
 * check its time limit. The standard allows a progressive file 2,600 scans; libjpeg writes ten.
 */
const MAX_SCANS = 100;

/** 10 MB of metadata are 160 segments of 64 kB, or 2.5 million of 4 bytes, each of which takes time of the event loop. */
const MAX_SEGMENTS = 10_000;

function tooMany(limit: number, things: string) {
  return imageError('invalid_image', `at most ${limit} ${things} in a JPEG file`, 'more');
}

interface Segment {
  /** The second byte; the first is 0xff. */
  readonly marker: number;
  readonly start: number;
  /** For a scan, the end of its header; the data follow. */
  readonly end: number;
}

/** Reads until the end marker or the end of the file. */
function* readSegments(bytes: Uint8Array): Generator<Segment> {
  const view = dataView(bytes);
  let start = findMarker(bytes, 2);
  for (let segments = 1; start + 4 <= bytes.length && view.getUint8(start + 1) !== EOI; segments++) {
    if (segments > MAX_SEGMENTS) throw tooMany(MAX_SEGMENTS, 'segments');
    const marker = view.getUint8(start + 1);
    // The length counts its own 2 bytes; libjpeg reads a smaller one as 2.
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

/** In this range 0xc4, 0xc8 and 0xcc are tables and an extension. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function isMetadata(marker: number): boolean {
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
    const isRestart = marker >= 0xd0 && marker <= 0xd7;
    if (marker > 0x01 && marker !== 0xff && !isRestart) return i;
  }
  return bytes.length;
}
