import { hasBytes } from './magic.js';

/**
 * Names what a refused file looks like, so that its sender knows what to change. A courtesy: nothing is decided by it.
 *
 * @returns a noun phrase, such as `a GIF image`
 */
export function describeOtherFile(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const known = KNOWN.find(([offset, magic]) => hasBytes(bytes, offset, magic));
  if (known !== undefined) return known[2];
  if (hasBytes(bytes, 4, 'ftyp')) return describeIsoMedia(bytes);
  return describeText(bytes) ?? 'a file of unknown type';
}

// Offset, bytes there, name.
const KNOWN: readonly (readonly [number, string, string])[] = [
  [0, 'GIF8', 'a GIF image'],
  [0, 'BM', 'a BMP image'],
  [0, '%PDF', 'a PDF document'],
  [128, 'DICM', 'a DICOM file (export the picture as PNG or TIFF)'],
  [0, '8BPS', 'a Photoshop document'],
  [0, '\0\0\x01\0', 'an icon'],
  [0, '\xff\x0a', 'a JPEG XL image'],
  [0, '\0\0\0\x0cJXL ', 'a JPEG XL image'],
  [0, '\0\0\0\x0cjP  ', 'a JPEG 2000 image'],
  [0, '\xff\x4f\xff\x51', 'a JPEG 2000 image'],
  [0, 'PK\x03\x04', 'a ZIP archive or office document'],
  [0, '\x1f\x8b', 'a gzip archive'],
];

/** HEIC, AVIF and video files share the ISO base media container; four letters after `ftyp` tell them apart. */
function describeIsoMedia(bytes: Uint8Array): string {
  const brand = String.fromCharCode(...bytes.subarray(8, 12));
  if (/^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/.test(brand)) return 'a HEIC image (save it as JPEG)';
  if (/^avi[fs]$/.test(brand)) return 'an AVIF image';
  return 'a video';
}

function describeText(bytes: Uint8Array): string | undefined {
  const start = decodeUtf8(bytes.subarray(0, 1024))?.trimStart().toLowerCase();
  if (start === undefined || /(?!\s)\p{Control}/u.test(start)) return undefined;
  if (start.includes('<svg')) return 'an SVG drawing';
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'a web page';
  if (start.startsWith('<?xml')) return 'an XML document';
  return 'a text file';
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    // `stream` lets the last character be cut.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined; // not text: that is the answer
  }
}
