import { SlcError } from '@slc/domain';
import type { Layer } from '@slc/layer-graph';
import type { LayerConfig } from '../model-config.js';

/**
 * The layer that an activation's name stands for; null for `linear`, which does nothing.
 *
 * @throws SlcError `unsupported_model` for a name that is not known
 */
export function activationLayer(
  layer: LayerConfig,
  activation: string,
  placed: { readonly name: string; readonly inputs: readonly string[] },
): Layer | null {
  switch (activation) {
    case 'linear':
      return null;
    case 'softmax':
      return { ...placed, kind: 'softmax' };
    case 'swish':
    case 'silu':
      return { ...placed, kind: 'activation', activation: { kind: 'swish' } };
    case 'relu6':
      return { ...placed, kind: 'activation', activation: { kind: 'clip', low: 0, high: 6 } };
    case 'relu':
    case 'sigmoid':
    case 'tanh':
      return { ...placed, kind: 'activation', activation: { kind: activation } };
    default:
      throw new SlcError(
        'unsupported_model',
        `layer ${layer.name} (${layer.className}): activation ${activation} is not supported`,
      );
  }
}

/**
 * A layer and the activation it ends with. The last one bears the Keras layer's name, so that others find it.
 *
 * @param make gives the layer without its activation, under the name it gets
 */
export function withActivation(
  layer: LayerConfig,
  activation: string,
  make: (name: string) => Layer,
): Layer[] {
  const linearName = `${layer.name}/linear`;
  const last = activationLayer(layer, activation, { name: layer.name, inputs: [linearName] });
  return last ? [make(linearName), last] : [make(layer.name)];
}
