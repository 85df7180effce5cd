import type { EngineDefinition } from './engines.js';

type Device = EngineDefinition['device'];

/**
 * The sizes of the batches that a warm-up runs, the largest last. On a CPU the largest prepares all smaller ones. A GPU's
 * libraries look for the fastest algorithm when they first see a size, which may take seconds: there each size that can come
 * is run, and the largest once more, to measure it without that search.
 */
export function warmUpSizes(device: Device, largest: number): readonly number[] {
  return device === 'gpu' ? [...paddedSizes(largest), largest] : [largest];
}

/** The batch size for this many images: on a GPU the next larger one that was warmed, where padding costs next to nothing. */
export function paddedBatchSize(device: Device, images: number, largest: number): number {
  if (device === 'cpu') return images;
  return paddedSizes(largest).find((size) => size >= images) ?? images;
}

/** Powers of two, and the largest. */
function paddedSizes(largest: number): readonly number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(largest)) }, (_, i) => 2 ** i);
  return [...powers, largest];
}
