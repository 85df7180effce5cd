import { dataView } from '../formats/file-bytes.js';
import { DHT, DRI, readSegments, type Segment, SOS } from '../formats/jpeg-segments.js';
import { imageError } from '../image-error.js';
import { inSlices, SLICE_PIXELS } from '../pillow/in-slices.js';
import { BitReader } from './bit-reader.js';
import type { JpegStream } from './jpeg-stream.js';
import type { Samples } from './samples.js';

/**
 * Decodes JPEG's lossless process with Huffman coding (ITU-T T.81, annex H; SOF3), of samples of 2 to 16 bits, without
 * subsampling. Its colours may be in one scan or in a scan each.
 *
 * @throws SlcError `invalid_image` when the data are damaged or cut short; `cancelled` or `deadline_exceeded` when the signal
 * aborts
 */
export async function decodeJpegLossless(
  bytes: Uint8Array,
  stream: JpegStream,
  signal: AbortSignal | undefined,
): Promise<Samples> {
  const { width, height, bits } = stream;
  const colours = stream.components.length;
  const samples = new (bits > 8 ? Uint16Array : Uint8Array)(width * height * colours);
  const missing = new Set(stream.components.keys());
  const tables = new Map<number, HuffmanLengths>();
  let restartInterval = 0;
  for (const segment of readSegments(bytes)) {
    if (segment.marker === DHT) readTables(bytes, segment, tables);
    if (segment.marker === DRI)
      restartInterval = dataView(bytes).getUint16(Math.min(segment.start + 4, bytes.length - 2));
    if (segment.marker !== SOS) continue;
    const scan = readScan(bytes, segment, { stream, tables, restartInterval });
    // Each colour comes once, so that no file has more scans than colours.
    for (const { colour } of scan.parts) if (!missing.delete(colour)) throw damagedJpeg();
    const size = Math.max(1, Math.floor(SLICE_PIXELS / (width * scan.parts.length)));
    const decoder = new ScanDecoder(bytes, scan, { samples, width, colours });
    await inSlices(height, { size, signal }, (start, end) => {
      for (let y = start; y < end; y++) decoder.decodeRow(y);
    });
    if (missing.size === 0) break;
  }
  if (missing.size > 0) throw damagedJpeg();
  const data = new Uint8Array(samples.buffer);
  return { data, bytesPerSample: bits > 8 ? 2 : 1, bits, byteOrder: 'little-endian', isPlanar: false };
}

/** How many codes there are of each length from 1 bit, and the values in the order of their codes. */
interface HuffmanLengths {
  readonly counts: Uint8Array;
  readonly values: Uint8Array;
}

/** A segment may define several. The last of an id counts. */
function readTables(bytes: Uint8Array, { start, end }: Segment, tables: Map<number, HuffmanLengths>): void {
  if (end > bytes.length) throw damagedJpeg();
  for (let at = start + 4; at < end; ) {
    const counts = bytes.subarray(at + 1, at + 17);
    const values = at + 17 + counts.reduce((sum, count) => sum + count, 0);
    if (values > end) throw damagedJpeg();
    tables.set(bytes[at] ?? 0, { counts, values: bytes.subarray(at + 17, values) });
    at = values;
  }
}

interface Scan {
  readonly start: number;
  readonly parts: readonly { readonly colour: number; readonly codes: Uint16Array }[];
  /** 1 to 7. */
  readonly predictor: number;
  /** By how many bits samples are shifted. */
  readonly shift: number;
  /** What the first sample is predicted as. */
  readonly middle: number;
  /** In pixels; 0 for none. */
  readonly restartInterval: number;
}

interface ScanContext {
  readonly stream: JpegStream;
  readonly tables: ReadonlyMap<number, HuffmanLengths>;
  readonly restartInterval: number;
}

function readScan(bytes: Uint8Array, { start, end }: Segment, context: ScanContext): Scan {
  const { stream, tables, restartInterval } = context;
  const count = bytes[start + 4] ?? 0;
  if (end > bytes.length || end !== start + 8 + 2 * count || count === 0) throw damagedJpeg();
  const parts = Array.from({ length: count }, (_, i) => {
    const id = bytes[start + 5 + 2 * i];
    const table = tables.get((bytes[start + 6 + 2 * i] ?? 0) >> 4);
    const colour = stream.components.findIndex((component) => component.id === id);
    if (table === undefined || colour < 0) throw damagedJpeg();
    return { colour, codes: codesByBits(table) };
  });
  const predictor = bytes[end - 3] ?? 0;
  const shift = (bytes[end - 1] ?? 0) & 15;
  const isWholeRows = restartInterval % stream.width === 0;
  if (predictor < 1 || predictor > 7 || shift >= stream.bits || !isWholeRows) throw damagedJpeg();
  return { start: end, parts, predictor, shift, middle: 2 ** (stream.bits - shift - 1), restartInterval };
}

/** @returns by the next 16 bits: the length of the code that they begin with, times 256, plus its value; 0 for none */
function codesByBits({ counts, values }: HuffmanLengths): Uint16Array {
  const codes = new Uint16Array(65_536);
  let code = 0;
  let at = 0;
  for (const [i, count] of counts.entries()) {
    const span = 2 ** (15 - i);
    for (let k = 0; k < count; k++) {
      if (code + span > 65_536) throw damagedJpeg();
      codes.fill(((i + 1) << 8) | (values[at++] ?? 0), code, code + span);
      code += span;
    }
  }
  return codes;
}

interface Target {
  /** (height, width, colours) */
  readonly samples: Uint8Array | Uint16Array;
  readonly width: number;
  readonly colours: number;
}

class ScanDecoder {
  readonly #bits: BitReader;
  readonly #scan: Scan;
  readonly #target: Target;
  /** The first row, and each behind a restart, has no row above it. */
  #rowsSinceRestart = 0;

  constructor(bytes: Uint8Array, scan: Scan, target: Target) {
    this.#bits = new BitReader(bytes, scan.start, bytes.length);
    this.#scan = scan;
    this.#target = target;
  }

  decodeRow(y: number): void {
    const { restartInterval, parts, shift } = this.#scan;
    const { samples, width, colours } = this.#target;
    if (restartInterval > 0 && this.#rowsSinceRestart * width === restartInterval) {
      if (this.#bits.isExhausted || !this.#bits.restart()) throw damagedJpeg();
      this.#rowsSinceRestart = 0;
    }
    for (let x = 0; x < width; x++) {
      for (const { colour, codes } of parts) {
        const at = (y * width + x) * colours + colour;
        samples[at] = (this.#predict(at, x) + this.#difference(codes)) << shift;
      }
    }
    if (this.#bits.isExhausted) throw damagedJpeg();
    this.#rowsSinceRestart++;
  }

  #predict(at: number, x: number): number {
    const { predictor, shift, middle } = this.#scan;
    const { samples, width, colours } = this.#target;
    const isFirstRow = this.#rowsSinceRestart === 0;
    if (isFirstRow && x === 0) return middle;
    const left = (samples[at - colours] ?? 0) >> shift;
    if (isFirstRow) return left;
    const above = (samples[at - width * colours] ?? 0) >> shift;
    if (x === 0) return above;
    const corner = (samples[at - (width + 1) * colours] ?? 0) >> shift;
    switch (predictor) {
      case 1:
        return left;
      case 2:
        return above;
      case 3:
        return corner;
      case 4:
        return left + above - corner;
      case 5:
        return left + ((above - corner) >> 1);
      case 6:
        return above + ((left - corner) >> 1);
      default:
        return (left + above) >> 1;
    }
  }

  /** Modulo 65,536. */
  #difference(codes: Uint16Array): number {
    const code = codes[this.#bits.peek16()] ?? 0;
    const length = code & 0xff;
    if (code === 0 || length > 16) throw damagedJpeg();
    this.#bits.skip(code >> 8);
    if (length === 0) return 0;
    if (length === 16) return 32_768;
    const value = this.#bits.take(length);
    return value < 2 ** (length - 1) ? value - 2 ** length + 1 : value;
  }
}

function damagedJpeg() {
  return imageError(
    'invalid_image',
    'a whole lossless JPEG picture in a DICOM file',
    'one that is damaged or cut short',
  );
}
