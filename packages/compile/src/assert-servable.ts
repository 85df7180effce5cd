import { SlcError } from '@slc/domain';
import type { OpenedModel } from './open-model.js';

/** More classes than any answer, page or table of ours is made for. */
const MAX_CLASSES = 1_000;

/**
 * @throws SlcError `unsupported_model` when the network is not a classifier of the manifest's classes, of which each image
 *   has exactly one
 */
export function assertServable({ description, manifest }: OpenedModel): void {
  const { classes, outputShape, finalActivation, givesLogits } = description;
  const [units = 0, ...others] = outputShape;
  if (others.length > 0) throw refusal(`one row of classes, got ${outputShape.join(' x ')} values`);
  if (finalActivation === 'sigmoid' && units > 1) {
    throw refusal(
      `classes that exclude each other, got ${units} sigmoids: an image may have several of these labels, or none`,
    );
  }
  if (!givesLogits) {
    throw refusal(`a softmax or a mixture of several, plain logits or one sigmoid, got ${finalActivation}`);
  }
  if (classes < 2 || classes > MAX_CLASSES) {
    throw refusal(`2 to ${MAX_CLASSES} classes, got ${classes}`);
  }
  if (classes !== manifest.labels.length) {
    throw refusal(`${manifest.labels.length} classes as in the manifest, got ${classes}`);
  }
}

function refusal(expectedAndGot: string): SlcError {
  return new SlcError('unsupported_model', `model output: expected ${expectedAndGot}`);
}
