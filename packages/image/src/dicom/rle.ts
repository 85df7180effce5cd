import { imageError } from '../image-error.js';
import { inSlices, SLICE_PIXELS } from '../pillow/in-slices.js';
import type { Size } from '../pixels.js';
import type { Samples } from './samples.js';

export interface RlePicture extends Size {
  readonly samplesPerPixel: 1 | 3;
  readonly bytesPerSample: 1 | 2;
  readonly bitsStored: number;
}

/** How many segments there are, and where each begins: 16 numbers of 32 bits. */
const HEADER_BYTES = 64;

/**
 * Decodes DICOM's run-length encoding (PS3.5, annex G): a segment for each byte of a sample, the highest first, and each colour
 * apart.
 *
 * @throws SlcError `invalid_image` when the data are damaged or cut short; `cancelled` or `deadline_exceeded` when the signal
 * aborts
 */
export async function decodeRle(
  bytes: Uint8Array,
  { width, height, samplesPerPixel, bytesPerSample, bitsStored }: RlePicture,
  signal: AbortSignal | undefined,
): Promise<Samples> {
  if (bytes.length < HEADER_BYTES) throw damagedRle();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = samplesPerPixel * bytesPerSample;
  if (view.getUint32(0, true) !== segments) throw damagedRle();
  const count = width * height;
  const data = new Uint8Array(count * segments);
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start < HEADER_BYTES || end < start || end > bytes.length) throw damagedRle();
    const runs = new Runs(bytes.subarray(start, end));
    const plane = Math.floor(segment / bytesPerSample) * count * bytesPerSample;
    const offset = plane + (segment % bytesPerSample);
    await inSlices(count, { size: SLICE_PIXELS, signal }, (from, to) => {
      for (let i = from; i < to; i++) data[offset + i * bytesPerSample] = runs.next();
    });
  }
  return { data, bytesPerSample, bits: bitsStored, byteOrder: 'big-endian', isPlanar: true };
}

/** PackBits: a number of bytes as they are, or one that is repeated. */
class Runs {
  readonly #bytes: Uint8Array;
  #at = 0;
  #left = 0;
  #isRepeated = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): number {
    while (this.#left === 0) this.#begin();
    this.#left--;
    const value = this.#bytes[this.#at];
    if (value === undefined) throw damagedRle();
    if (!this.#isRepeated || this.#left === 0) this.#at++;
    return value;
  }

  #begin(): void {
    const header = this.#bytes[this.#at++];
    if (header === undefined) throw damagedRle();
    // -128 means nothing.
    if (header === 128) return;
    this.#isRepeated = header > 128;
    this.#left = this.#isRepeated ? 257 - header : header + 1;
  }
}

function damagedRle() {
  return imageError('invalid_image', 'whole run-length data in a DICOM file', 'damaged ones or fewer');
}
