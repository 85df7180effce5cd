import { hasBytes } from './file-bytes.js';

/**
 * Names what a refused file looks like, so that its sender knows what to change. Only the message depends on it.
 *
 * @returns a noun phrase, such as `a GIF image`
 */
export function describeUnsupportedFile(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const known = KNOWN.find(({ magic }) => hasBytes(bytes, 0, magic));
  if (known !== undefined) return known.name;
  if (hasBytes(bytes, 4, 'ftyp')) return describeIsoMedia(bytes);
  if (isDataset(bytes)) return 'a DICOM dataset without the header of a file';
  const text = describeText(bytes);
  if (text !== undefined) return text;
  // Text may begin with these letters, too.
  return hasBytes(bytes, 0, 'BM') ? 'a BMP image with an unknown header' : 'a file of unknown type';
}

const KNOWN: readonly { readonly magic: string; readonly name: string }[] = [
  { magic: 'GIF8', name: 'a GIF image' },
  { magic: '%PDF', name: 'a PDF document' },
  { magic: '8BPS', name: 'a Photoshop document' },
  { magic: '\0\0\x01\0', name: 'an icon' },
  { magic: '\xff\x0a', name: 'a JPEG XL image' },
  { magic: '\0\0\0\x0cJXL ', name: 'a JPEG XL image' },
  { magic: '\0\0\0\x0cjP  ', name: 'a JPEG 2000 image' },
  { magic: '\xff\x4f\xff\x51', name: 'a JPEG 2000 image' },
  { magic: 'PK\x03\x04', name: 'a ZIP archive or office document' },
  { magic: '\x1f\x8b', name: 'a gzip archive' },
];

/** Whether it begins as most datasets do: with an element of group 2 or 8 that has a VR, in either byte order. */
function isDataset(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  const hasGroup = [2, 8].some(
    (group) => (a === group && b === 0 && d === 0) || (a === 0 && b === group && c === 0),
  );
  return hasGroup && /^[A-Z]{2}$/.test(String.fromCharCode(...bytes.subarray(4, 6)));
}

/** HEIC, AVIF and video files share the ISO base media container; the four letters after `ftyp` say which it is. */
function describeIsoMedia(bytes: Uint8Array): string {
  const brand = String.fromCharCode(...bytes.subarray(8, 12));
  if (/^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/.test(brand)) return 'a HEIC image (save it as JPEG)';
  if (/^avi[fs]$/.test(brand)) return 'an AVIF image';
  return 'a video';
}

function describeText(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 1024));
  if (!UTF_8.test(head) || /(?!\s)\p{Control}/u.test(head.replaceAll(/\P{ASCII}/gu, ''))) return undefined;
  const start = head.replace(BYTE_ORDER_MARK, '').trimStart().toLowerCase();
  if (start.includes('<svg')) return 'an SVG drawing';
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'a web page';
  if (start.startsWith('<?xml')) return 'an XML document';
  return 'a text file';
}

const BYTE_ORDER_MARK = /^\xef\xbb\xbf/;

/** One character a byte. The last character of the text may be cut short. */
const UTF_8 =
  /^(\p{ASCII}|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})*([\xc2-\xf4][\x80-\xbf]{0,2})?$/u;
