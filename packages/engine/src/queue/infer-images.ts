import type { OutputName } from '@slc/domain';
import type { EngineOutputs, Infer } from '../engine.js';

export interface WantedImage {
  /** (height, width, 3), RGB 0..255 */
  readonly pixels: Uint8Array;
  /** What this image wants beside its logits. */
  readonly extraOutputs?: readonly OutputName[];
}

/** One image's part of its batch. */
export type ImageOutputs = EngineOutputs<'logits'> & Partial<EngineOutputs>;

/**
 * Runs one batch, asks for all outputs that any of its images wants, and gives each image what it wants.
 *
 * @param batchSize the batch is filled up to this size with copies of the first image
 */
export async function inferImages(
  infer: Infer,
  images: readonly WantedImage[],
  batchSize: number = images.length,
): Promise<readonly ImageOutputs[]> {
  const [first] = images;
  if (!first) return [];
  const pixels = Array.from({ length: batchSize }, (_, i) => (images[i] ?? first).pixels);
  const names = new Set<OutputName>(['logits']);
  for (const { extraOutputs = [] } of images) for (const name of extraOutputs) names.add(name);
  const outputs = await infer(pixels, [...names]);
  const partOf = (name: OutputName, index: number) => {
    const length = outputs[name].length / batchSize;
    return outputs[name].subarray(index * length, (index + 1) * length);
  };
  return images.map(({ extraOutputs = [] }, index) => ({
    ...Object.fromEntries(extraOutputs.map((name) => [name, partOf(name, index)])),
    logits: partOf('logits', index),
  }));
}
