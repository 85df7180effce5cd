import { imageError } from '../image-error.js';
import { editFile } from './edit-file.js';
import type { LibvipsReader, Samples } from './format-reader.js';
import { dropRepeatedScans, type Span, zerosBehindData } from './jpeg-scan-data.js';
import { EOI, isMetadata, readFrame, readSegments, type Segment, SOS, tooMany } from './jpeg-segments.js';
import { findHarmlessFaults, LIBVIPS_WARNING_LIMIT, plantWarnings } from './jpeg-warnings.js';

/** JPEG: ITU-T T.81, JFIF and Adobe's APP14. */
export const jpeg: LibvipsReader = {
  libvipsLoader: 'VipsForeignLoadJpegBuffer',
  // `trim` makes libvips fail at the first warning of damaged data.
  sharpOptions: { failOn: 'error' },
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
  const file = dropRepeatedScans(bytes, segments);
  return mend(file, file === bytes ? segments : [...readSegments(file)]);
}

/**
 * A scan of 30 bytes is still a pass over the whole picture: 27 ms at 50 million pixels, during which libvips does not
 * check its time limit. The standard allows a progressive file 2,600 scans; libjpeg writes ten.
 */
const MAX_SCANS = 100;

/** Also drops zeros in the data of the scans, which may be a part of them. */
function trimMore(bytes: Uint8Array): Uint8Array | undefined {
  const file = dropRepeatedScans(bytes, [...readSegments(bytes)]);
  const segments = [...readSegments(file)];
  const zeros = new Map<Segment, readonly Span[]>();
  let found = 0;
  for (const [i, segment] of segments.entries()) {
    const previous = segments[i - 1];
    if (previous === undefined || !isScan(previous)) continue;
    const spans: Span[] = [];
    zeros.set(segment, spans);
    for (const span of zerosBehindData(file, { start: previous.end, end: segment.start })) {
      if (++found > MAX_ZEROS) return undefined;
      spans.push(span);
    }
  }
  return found > 0 ? mend(file, segments, zeros) : undefined;
}

/** Looking for the 3 million that fit into 10 MB took 0.7 s of the event loop. */
const MAX_ZEROS = 10_000;

/** @param stray parts of the data of a scan that do not belong there, by the segment behind it */
function mend(
  bytes: Uint8Array,
  segments: readonly Segment[],
  stray: ReadonlyMap<Segment, readonly Span[]> = new Map(),
): Uint8Array {
  const { corrections, warnings } = findHarmlessFaults(bytes, segments);
  const planted = plantWarnings(LIBVIPS_WARNING_LIMIT - 1 - warnings);

  const editor = editFile(bytes, planted.length);
  editor.replace(2, 2, planted);
  let previous: Segment | undefined;
  for (const segment of segments) {
    const { start, end } = segment;
    const between = { start: previous?.end ?? 2, end: start };
    // Bytes between two segments of a header are no part of either.
    const isData = previous !== undefined && isScan(previous);
    for (const span of isData ? (stray.get(segment) ?? []) : [between]) {
      if (span.end > span.start) editor.drop(span.start, span.end);
    }
    if (isMetadata(segment.marker)) editor.drop(start, end);
    for (const { offset, value } of corrections.get(segment) ?? []) {
      editor.replace(offset, offset + 1, Uint8Array.of(value));
    }
    previous = segment;
  }
  return editor.finish();
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
