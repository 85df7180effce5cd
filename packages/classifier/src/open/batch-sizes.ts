import type { EngineDefinition } from './engines.js';

type Device = EngineDefinition['device'];

/**
 * The sizes of the batches that are run before serving, the largest last. On a CPU every smaller batch then finds all that
 * it needs. A GPU's libraries look for the fastest algorithm when they first see a size, which may take seconds: there each
 * size that will come is run, and the largest once more, to know how long it takes when that is done.
 */
export function warmUpSizes(device: Device, largest: number): readonly number[] {
  return device === 'gpu' ? [...paddedSizes(largest), largest] : [largest];
}

/** The size in which so many images run: on a GPU the next that was warmed. What is put on costs next to nothing there. */
export function paddedBatchSize(device: Device, images: number, largest: number): number {
  if (device === 'cpu') return images;
  return paddedSizes(largest).find((size) => size >= images) ?? images;
}

/** Powers of two, and the largest. */
function paddedSizes(largest: number): readonly number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(largest)) }, (_, i) => 2 ** i);
  return [...powers, largest];
}
