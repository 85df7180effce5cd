import type { OpenedModel } from '@slc/compile';
import { SlcError } from '@slc/domain';

/**
 * @throws SlcError `unsupported_model` when the network is not a classifier of the manifest's classes
 */
export function assertServable({ description, manifest }: OpenedModel): void {
  const [classes] = description.outputShape;
  if (description.outputShape.length !== 1 || classes !== manifest.labels.length) {
    throw new SlcError(
      'unsupported_model',
      `model output: expected ${manifest.labels.length} classes, got ${description.outputShape.join(' x ')}`,
    );
  }
  if (description.finalActivation !== 'softmax' && description.finalActivation !== 'linear') {
    throw new SlcError(
      'unsupported_model',
      `model output: expected a softmax or plain logits, got ${description.finalActivation}`,
    );
  }
}
