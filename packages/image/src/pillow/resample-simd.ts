import { type Region, wholeImage } from '@slc/domain';
import type { Pixels } from '../pixels.js';
import { cut } from '../region.js';
import type { AxisWeights } from './axis-weights.js';
import type { ResampleKernel } from './resample-kernel.js';
import type { WeightedRegion } from './weighted-region.js';

/** How many bytes of source rows are copied into the kernel's memory at a time. */
const BAND_BYTES = 64 * 1024;
/** The kernel reads and writes up to 16 bytes beyond its rows. */
const MARGIN_BYTES = 32;
/** The kernel takes a weight w as two numbers: w = high * 2048 + low. */
const LOW_BITS = 11;
const LOW_MASK = (1 << LOW_BITS) - 1;

/** Resamples as `resampleScalar` does, by the kernel of resample-kernel.wat, which works on up to sixteen samples at a time. */
export function createSimdResampler(kernel: ResampleKernel) {
  const first: Pass = { kernel, allocate: createScratch() };
  const last: Pass = { kernel, allocate: (bytes) => new Uint8Array(bytes) };
  return (image: Pixels, { region, horizontal, vertical, columnsFirst }: WeightedRegion): Pixels => {
    if (columnsFirst) {
      const low = acrossRows(first, cut(image, region), vertical);
      return alongRows(last, { image: low, region: wholeImage(low) }, horizontal);
    }
    const narrow = alongRows(first, { image, region }, horizontal);
    return acrossRows(last, narrow, vertical);
  };
}

interface Pass {
  readonly kernel: ResampleKernel;
  /** Gives memory for the pass's result. */
  allocate(bytes: number): Uint8Array;
}

/** Enough for what is left of a picture of a few megapixels after one pass. */
const SCRATCH_BYTES = 2 ** 21;

/**
 * Gives the same memory again, which holds until the next call: V8 counts what lives outside its heap as the heap's
 * growth, and a third of a megabyte an image means more collections. What is larger is not kept.
 */
function createScratch(): Pass['allocate'] {
  let scratch = new Uint8Array();
  return (bytes) => {
    if (bytes > SCRATCH_BYTES) return new Uint8Array(bytes);
    if (scratch.length < bytes) scratch = new Uint8Array(bytes);
    return scratch.subarray(0, bytes);
  };
}

/** @returns a picture of the weights' target size in width and the region's height */
function alongRows(
  { kernel, allocate }: Pass,
  { image, region }: { readonly image: Pixels; readonly region: Region },
  rowWeights: AxisWeights,
): Pixels {
  const width = rowWeights.starts.length;
  const { taps, weights } = tapGroups(rowWeights);
  const sourceBytes = region.width * 3;
  const targetBytes = width * 3;
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / sourceBytes));

  const tapsAt = 0;
  const weightsAt = tapsAt + aligned(taps.byteLength);
  const sourceAt = weightsAt + aligned(weights.byteLength);
  const targetAt = sourceAt + aligned(bandRows * sourceBytes + MARGIN_BYTES);
  const memory = memoryOf(kernel, targetAt + bandRows * targetBytes + MARGIN_BYTES);
  memory.set(new Uint8Array(taps.buffer), tapsAt);
  memory.set(new Uint8Array(weights.buffer), weightsAt);

  const data = allocate(region.height * targetBytes);
  for (let top = 0; top < region.height; top += bandRows) {
    const rows = Math.min(bandRows, region.height - top);
    copyRows(image, { ...region, top: region.top + top, height: rows }, memory.subarray(sourceAt));
    for (let i = 0; i < rows; i++) {
      const sourceRow = sourceAt + i * sourceBytes;
      kernel.alongRow(sourceRow, targetAt + i * targetBytes, tapsAt, tapsAt + taps.byteLength, weightsAt);
    }
    data.set(memory.subarray(targetAt, targetAt + rows * targetBytes), top * targetBytes);
  }
  return { width, height: region.height, data };
}

/** Rows that are as wide as the image lie one after the other. */
function copyRows(image: Pixels, { left, top, width, height }: Region, target: Uint8Array): void {
  const isWhole = width === image.width;
  const bytes = (isWhole ? height : 1) * width * 3;
  for (let row = 0; row < (isWhole ? 1 : height); row++) {
    const from = ((top + row) * image.width + left) * 3;
    target.set(image.data.subarray(from, from + bytes), row * bytes);
  }
}

/** For each target pixel the offset of its first source byte and its number of groups of four taps, and the groups' weights. */
function tapGroups({ starts, counts, weights, stride }: AxisWeights) {
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

/** @returns a picture of the source's width and the weights' target size in height */
function acrossRows(
  { kernel, allocate }: Pass,
  source: Pixels,
  { starts, counts, weights, stride }: AxisWeights,
): Pixels {
  const height = starts.length;
  const rowBytes = source.width * 3;
  const mostPairs = Math.ceil(stride / 2);
  const sourceAt = mostPairs * 32;
  const targetAt = sourceAt + aligned((mostPairs * 2 + 1) * rowBytes + MARGIN_BYTES);
  const memory = memoryOf(kernel, targetAt + rowBytes + MARGIN_BYTES);
  const lanes = new Int16Array(memory.buffer, 0, mostPairs * 16);

  const data = allocate(height * rowBytes);
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
    memory.set(source.data.subarray(start * rowBytes, (start + count) * rowBytes), sourceAt);
    kernel.acrossRows(sourceAt, rowBytes, (count + 1) >> 1, 0, targetAt);
    data.set(memory.subarray(targetAt, targetAt + rowBytes), target * rowBytes);
  });
  return { width: source.width, height, data };
}

/** The kernel's memory, grown to at least the given length. */
function memoryOf({ memory }: ResampleKernel, bytes: number): Uint8Array {
  const pageBytes = 64 * 1024;
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return new Uint8Array(memory.buffer);
}

/** Rounded up to whole vectors of 16 bytes. */
function aligned(bytes: number): number {
  return (bytes + 15) & ~15;
}
