import type { ByteOrder } from '@slc/dicom';

/** A decompressed picture of 1 or 3 samples a pixel, as it lies in memory. */
export interface Samples {
  readonly data: Uint8Array;
  readonly bytesPerSample: 1 | 2;
  /** The lowest bits of a sample count. */
  readonly bits: number;
  readonly byteOrder: ByteOrder;
  /** Whether each colour is in a plane of its own: (samples, height, width), not (height, width, samples). */
  readonly isPlanar: boolean;
}

/** @returns how to read the sample of an index, in the order of the memory; 0 beyond the end, which callers exclude */
export function sampleReader({ data, bytesPerSample, bits, byteOrder }: Samples): (index: number) => number {
  if (bytesPerSample === 1) {
    const flip = byteOrder === 'swapped-bytes' ? 1 : 0;
    return (index) => data[index ^ flip] ?? 0;
  }
  const mask = 2 ** bits - 1;
  const high = byteOrder === 'big-endian' ? 0 : 1;
  return (index) => (((data[2 * index + high] ?? 0) << 8) | (data[2 * index + 1 - high] ?? 0)) & mask;
}
