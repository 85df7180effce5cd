import { imageError } from '../image-error.js';
import { editFile } from './edit-file.js';
import { hasBytes } from './file-bytes.js';
import type { LibvipsReader, Samples } from './format-reader.js';
import { EOI, isMetadata, readFrame, readSegments, type Segment, SOS, tooMany } from './jpeg-segments.js';
import { findHarmlessFaults, LIBVIPS_WARNING_LIMIT, plantWarnings } from './jpeg-warnings.js';

/** JPEG: ITU-T T.81, JFIF and Adobe's APP14. */
export const jpeg: LibvipsReader = {
  libvipsLoader: 'VipsForeignLoadJpegBuffer',
  // `trim` makes libvips fail at the first warning of damaged data.
  sharpOptions: { failOn: 'error' },
  matches: (bytes) => hasBytes(bytes, 0, '\xff\xd8\xff'),
  readSize: (bytes) => readFrame(bytes, readSegments(bytes)),
  trim,
  trimMore,
  readSamples,
  describeFault,
};

/**
 * Drops comments and all application segments but JFIF's and Adobe's, which name the colour space. libvips would take
 * 250 bytes of memory for each segment of 4. Mends the faults of which libjpeg only warns, so that each warning
 * that is left is one of damaged data.
 *
 * @throws SlcError `invalid_image` for a file that is cut short, also when other bytes follow the cut: libjpeg would take
 * them for the missing data, and often not warn. For more than `MAX_SCANS` scans or too many segments
 */
function trim(bytes: Uint8Array): Uint8Array {
  const segments = [...readSegments(bytes)];
  if (isCutShort(segments)) throw imageError('invalid_image', 'a whole JPEG file', CUT_SHORT);
  if (segments.filter(isScan).length > MAX_SCANS) throw tooMany(MAX_SCANS, 'scans');
  return mend(bytes, segments);
}

function mend(bytes: Uint8Array, segments: readonly Segment[], endOfData = endAtMarker): Uint8Array {
  const { corrections, warnings } = findHarmlessFaults(bytes, segments);
  const planted = plantWarnings(LIBVIPS_WARNING_LIMIT - 1 - warnings);

  const editor = editFile(bytes, planted.length);
  editor.replace(2, 2, planted);
  let previous: Segment | undefined;
  for (const segment of segments) {
    const { start, end } = segment;
    // Bytes between two segments of a header are no part of either.
    const strayFrom = previous?.marker === SOS ? endOfData(bytes, start) : (previous?.end ?? 2);
    if (start > strayFrom) editor.drop(strayFrom, start);
    if (isMetadata(segment.marker)) editor.drop(start, end);
    for (const { offset, value } of corrections.get(segment) ?? []) {
      editor.replace(offset, offset + 1, Uint8Array.of(value));
    }
    previous = segment;
  }
  return editor.finish();
}

/**
 * A scan of 30 bytes is still a pass over the whole picture: 27 ms at 50 million pixels, during which libvips does not
 * check its time limit. The standard allows a progressive file 2,600 scans; libjpeg writes ten.
 */
const MAX_SCANS = 100;

/** Where a scan's data end, when the next marker is at `start`. */
type EndOfData = (bytes: Uint8Array, start: number) => number;

const endAtMarker: EndOfData = (_bytes, start) => start;

/** A zero behind 0xff belongs to it. */
const endBeforeZeros: EndOfData = (bytes, start) => {
  let end = start;
  while (bytes[end - 1] === 0) end--;
  return end < start && bytes[end - 1] === 0xff ? end + 1 : end;
};

/**
 * Also drops the zeros behind the data of each of several scans. libjpeg warns of any bytes there, as after damaged data
 * it reads too few; but the data of one scan in a file may as well end with zeros.
 */
function trimMore(bytes: Uint8Array): Uint8Array | undefined {
  const segments = [...readSegments(bytes)];
  const hasZeros = segments.some(({ start }, i) => {
    return segments[i - 1]?.marker === SOS && endBeforeZeros(bytes, start) < start;
  });
  return hasZeros ? mend(bytes, segments, endBeforeZeros) : undefined;
}

/** libjpeg gives grey, RGB or CMYK by the number of components, whatever the file stores. */
function readSamples(bytes: Uint8Array): Samples {
  const { bits, components } = readFrame(bytes, readSegments(bytes)) ?? { bits: 0, components: 0 };
  return {
    space: SPACES[components] ?? `${components} components`,
    depth: bits === 8 ? 'uchar' : `${bits} bits`,
  };
}

const SPACES: Readonly<Record<number, string>> = { 1: 'b-w', 3: 'srgb', 4: 'cmyk' };

/** A file without its end is called cut short although its data may be damaged as well: first its sender needs the whole file. */
function describeFault(bytes: Uint8Array): string {
  const segments = [...readSegments(bytes)];
  if (isCutShort(segments)) return CUT_SHORT;
  const hasData = readFrame(bytes, segments) !== undefined && segments.some(isScan);
  return `one that is complete, but its ${hasData ? 'picture data are' : 'header is'} damaged`;
}

const CUT_SHORT = 'one that is cut short';

function isCutShort(segments: readonly Segment[]): boolean {
  return segments.at(-1)?.marker !== EOI;
}

function isScan({ marker }: Segment): boolean {
  return marker === SOS;
}
