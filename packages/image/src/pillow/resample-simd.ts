import type { Pixels, Size } from '../pixels.js';
import type { Region } from '../region.js';
import type { ResampleKernel } from './resample-kernel.js';
import { type TriangleWeights, triangleWeights } from './triangle-weights.js';

/** What is laid into the kernel's memory at a time, and its memory's grain. */
const BAND_BYTES = 64 * 1024;
/** The kernel reads and writes up to 16 bytes past its rows. */
const MARGIN_BYTES = 32;
/** A weight w is given to the kernel as w = high * 2048 + low. */
const LOW_BITS = 11;
const LOW_MASK = (1 << LOW_BITS) - 1;

/** `resampleBilinear` by the kernel of resample-kernel.wat, which works on up to sixteen samples at a time. */
export function createSimdResampler(kernel: ResampleKernel) {
  return (image: Pixels, size: Size, region: Region): Pixels => {
    const narrow = alongRows(kernel, image, size.width, region);
    return { ...size, data: acrossRows(kernel, narrow, size.width * 3, region.height, size.height) };
  };
}

/** @returns (region.height, width, 3) */
function alongRows(kernel: ResampleKernel, image: Pixels, width: number, region: Region): Uint8Array {
  const { taps, weights } = tapGroups(triangleWeights(region.width, width));
  const sourceBytes = region.width * 3;
  const sourceStride = aligned(sourceBytes + MARGIN_BYTES);
  const targetBytes = width * 3;
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / sourceStride));

  const tapsAt = 0;
  const weightsAt = tapsAt + aligned(taps.byteLength);
  const sourceAt = weightsAt + aligned(weights.byteLength);
  const targetAt = sourceAt + bandRows * sourceStride;
  const memory = memoryOf(kernel, targetAt + bandRows * targetBytes + MARGIN_BYTES);
  memory.set(new Uint8Array(taps.buffer), tapsAt);
  memory.set(new Uint8Array(weights.buffer), weightsAt);

  const result = new Uint8Array(region.height * targetBytes);
  for (let top = 0; top < region.height; top += bandRows) {
    const rows = Math.min(bandRows, region.height - top);
    for (let i = 0; i < rows; i++) {
      const from = ((region.top + top + i) * image.width + region.left) * 3;
      const sourceRow = sourceAt + i * sourceStride;
      memory.set(image.data.subarray(from, from + sourceBytes), sourceRow);
      kernel.alongRow(sourceRow, targetAt + i * targetBytes, tapsAt, tapsAt + taps.byteLength, weightsAt);
    }
    result.set(memory.subarray(targetAt, targetAt + rows * targetBytes), top * targetBytes);
  }
  return result;
}

/** For each target pixel the byte where its source begins and its groups of four taps, with the groups' weights. */
function tapGroups({ starts, counts, weights, stride }: TriangleWeights) {
  const taps = new Int32Array(starts.length * 2);
  let groups = 0;
  starts.forEach((start, target) => {
    const own = Math.ceil((counts[target] ?? 0) / 4);
    taps[target * 2] = start * 3;
    taps[target * 2 + 1] = own;
    groups += own;
  });

  const lanes = new Int16Array(groups * 32);
  let at = 0;
  counts.forEach((count, target) => {
    for (let first = 0; first < count; first += 4) {
      for (let tap = 0; tap < 4; tap++) {
        const weight = first + tap < count ? (weights[target * stride + first + tap] ?? 0) : 0;
        const lane = at + (tap >> 1) * 8 + (tap & 1);
        for (let channel = 0; channel < 3; channel++) {
          lanes[lane + channel * 2] = weight >> LOW_BITS;
          lanes[lane + channel * 2 + 16] = weight & LOW_MASK;
        }
      }
      at += 32;
    }
  });
  return { taps, weights: lanes };
}

/**
 * @param source (rows, rowBytes)
 * @returns (targetRows, rowBytes)
 */
function acrossRows(
  kernel: ResampleKernel,
  source: Uint8Array,
  rowBytes: number,
  rows: number,
  targetRows: number,
): Uint8Array {
  const { starts, counts, weights, stride } = triangleWeights(rows, targetRows);
  const mostPairs = Math.ceil(stride / 2);
  const sourceAt = mostPairs * 32;
  const targetAt = sourceAt + aligned((mostPairs * 2 + 1) * rowBytes + MARGIN_BYTES);
  const memory = memoryOf(kernel, targetAt + rowBytes + MARGIN_BYTES);
  const lanes = new Int16Array(memory.buffer, 0, mostPairs * 16);

  const result = new Uint8Array(targetRows * rowBytes);
  starts.forEach((start, target) => {
    const count = counts[target] ?? 0;
    for (let row = 0; row < count + (count & 1); row++) {
      const weight = row < count ? (weights[target * stride + row] ?? 0) : 0;
      const lane = (row >> 1) * 16 + (row & 1);
      for (let i = 0; i < 8; i += 2) {
        lanes[lane + i] = weight >> LOW_BITS;
        lanes[lane + i + 8] = weight & LOW_MASK;
      }
    }
    memory.set(source.subarray(start * rowBytes, (start + count) * rowBytes), sourceAt);
    kernel.acrossRows(sourceAt, rowBytes, (count + 1) >> 1, 0, targetAt);
    result.set(memory.subarray(targetAt, targetAt + rowBytes), target * rowBytes);
  });
  return result;
}

/** The kernel's memory, grown to hold so many bytes. */
function memoryOf({ memory }: ResampleKernel, bytes: number): Uint8Array {
  const pageBytes = 64 * 1024;
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return new Uint8Array(memory.buffer);
}

/** To whole vectors of 16 bytes. */
function aligned(bytes: number): number {
  return (bytes + 15) & ~15;
}
