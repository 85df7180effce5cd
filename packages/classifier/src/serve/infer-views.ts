import { type ModelManifest, SlcError, type ViewCount } from '@slc/domain';
import { type ImageOutputs, type Infer, inferImages, type WantedImage } from '@slc/engine';
import { makeViews } from '@slc/image';
import { paddedBatchSize } from '../open/batch-sizes.js';
import type { EngineDefinition } from '../open/engines.js';

/** How a model's views are run, in engine batches of no more than `batchMaxSize` pictures. */
export interface ViewsPlan extends Pick<EngineDefinition, 'device'> {
  readonly manifest: Pick<ModelManifest, 'preprocessing' | 'input'>;
  readonly batchMaxSize: number;
}

export interface ViewedImage extends WantedImage {
  /** Those of the model unless given. */
  readonly views?: ViewCount;
}

/** One image's answer. What the network gives beside the logits is of the picture itself, the first view. */
export interface ViewedOutputs extends Omit<ImageOutputs, 'logits'> {
  /** (classes): the mean over the views, before temperature. */
  readonly logits: readonly number[];
  /** How many of the views have the same top class as their mean. */
  readonly agreeingViews: number;
}

/** How many images a batch holds when each has this many views. One whose views do not fit into a batch gets several. */
export function imagesInBatch(batchMaxSize: number, views: ViewCount): number {
  return Math.max(1, Math.floor(batchMaxSize / views));
}

/**
 * Runs each image's views through the network, and takes the mean of their logits. Until then an image waits as one
 * picture: the views are made here, and live as long as their batch.
 */
export async function inferViews(
  infer: Infer,
  images: readonly ViewedImage[],
  { manifest: { preprocessing, input }, batchMaxSize, device }: ViewsPlan,
): Promise<readonly ViewedOutputs[]> {
  const viewsOf = ({ views = preprocessing.views }: ViewedImage) => views;
  const pictures = images.flatMap((image): WantedImage[] => {
    const [, ...others] = makeViews({ ...input, data: image.pixels }, viewsOf(image));
    return [image, ...others.map((pixels) => ({ pixels }))];
  });
  const outputs: ImageOutputs[] = [];
  while (outputs.length < pictures.length) {
    const batch = pictures.slice(outputs.length, outputs.length + batchMaxSize);
    const size = paddedBatchSize(device, batch.length, batchMaxSize);
    outputs.push(...(await inferImages(infer, batch, size)));
  }
  return images.map((image) => meanOf(outputs.splice(0, viewsOf(image))));
}

function meanOf(views: readonly ImageOutputs[]): ViewedOutputs {
  const [first] = views;
  if (!first) throw new SlcError('internal', 'expected the outputs of one view at least, got none');
  const mean = Array.from(first.logits, (_, k) => {
    const sum = views.reduce((total, { logits }) => total + (logits[k] ?? Number.NaN), 0);
    return sum / views.length;
  });
  const top = topIndex(mean);
  const agreeing = views.filter(({ logits }) => topIndex(logits) === top);
  return { ...first, logits: mean, agreeingViews: agreeing.length };
}

function topIndex(logits: readonly number[] | Float32Array): number {
  return logits.indexOf(Math.max(...logits));
}
