/** The batch sizes that are run before serving: powers of two, and the largest. */
export function warmBatchSizes(largest: number): readonly number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(largest)) }, (_, i) => 2 ** i);
  return [...powers, largest];
}

/**
 * The size that a batch is padded to on a GPU, whose libraries look for the fastest algorithm when they first see a
 * size: that may take seconds, and belongs before serving. The images that are put on cost next to nothing there.
 */
export function paddedBatchSize(images: number, largest: number): number {
  return warmBatchSizes(largest).find((size) => size >= images) ?? images;
}
