import { editFile } from './edit-file.js';
import { DHT, isRestart, readFrame, type Segment, SOS } from './jpeg-segments.js';

/** From an offset to one behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the zeros behind the data of a scan and before its restart markers. libjpeg warns of any bytes there, as after
 * damaged data it reads too few; but the data may as well end with zeros.
 *
 * @param data from the end of the scan's header to the next segment
 */
export function* zerosBehindData(bytes: Uint8Array, data: Span): Generator<Span> {
  let from = data.start;
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at < data.end; at = bytes.indexOf(0xff, at + 1)) {
    if (!isRestart(bytes[at + 1] ?? 0)) continue;
    yield* zerosAtEnd(bytes, { start: from, end: at });
    from = at + 2;
  }
  yield* zerosAtEnd(bytes, { start: from, end: data.end });
}

/** A zero behind 0xff belongs to it. */
function* zerosAtEnd(bytes: Uint8Array, { start, end }: Span): Generator<Span> {
  let from = end;
  while (from > start && bytes[from - 1] === 0) from--;
  if (from < end && from > start && bytes[from - 1] === 0xff) from++;
  if (from < end) yield { start: from, end };
}

/**
 * Leaves out each scan of a progressive file that comes twice in succession, alone or with its tables. libjpeg warns of it
 * (JWRN_BOGUS_PROGRESSION) up to 63 times, and gives the same coefficients by either.
 *
 * @returns a copy, or the file itself when there is none
 */
export function dropRepeatedScans(bytes: Uint8Array, segments: readonly Segment[]): Uint8Array {
  if (readFrame(bytes, segments)?.isProgressive !== true) return bytes;
  const editor = editFile(bytes);
  let previous: readonly Segment[] = [];
  let first = 0;
  for (const [i, { marker }] of segments.entries()) {
    if (marker !== SOS) continue;
    const scan = segments.slice(first, i + 1);
    const start = segments[first]?.start ?? 0;
    const end = segments[i + 1]?.start ?? bytes.length;
    if (setsSameTwice(bytes, scan) && isRepeated(bytes, { start, end }, previous)) editor.drop(start, end);
    previous = scan;
    first = i + 1;
  }
  return editor.finish();
}

/**
 * Whether a scan, and Huffman tables before it, can be read twice without effect. Only a scan that refines details (first
 * coefficient not 0, earlier bits not 0) cannot: it holds more for coefficients that are no longer 0.
 */
function setsSameTwice(bytes: Uint8Array, scan: readonly Segment[]): boolean {
  const { end } = scan.at(-1) ?? { end: 0 };
  const refinesDetails = bytes[end - 3] !== 0 && (bytes[end - 1] ?? 0) >> 4 !== 0;
  return !refinesDetails && scan.slice(0, -1).every(({ marker }) => marker === DHT);
}

/** @param previous the scan before it, with its tables: with some of them at least, the bytes must be the same */
function isRepeated(bytes: Uint8Array, { start, end }: Span, previous: readonly Segment[]): boolean {
  const firstStart = start - (end - start);
  if (!previous.some((segment) => segment.start === firstStart)) return false;
  return Buffer.compare(bytes.subarray(firstStart, start), bytes.subarray(start, end)) === 0;
}
