import type { Layer, Shape } from '@slc/layer-graph';
import { z } from 'zod';
import type { LayerConfig } from '../model-config.js';
import type { LayerWeights } from '../weights.js';
import { withActivation } from './activation.js';
import { readOptions } from './options.js';

export function readDense(
  layer: LayerConfig,
  weights: LayerWeights,
  [inputShape]: readonly Shape[],
): Layer[] {
  const { units, activation, use_bias } = readOptions(layer, {
    units: z.int().positive(),
    activation: z.string(),
    use_bias: z.boolean(),
  });
  const kernel = weights.take('kernel', [inputShape?.at(-1) ?? 0, units]);
  const bias = use_bias ? weights.take('bias', [units]).data : null;
  return withActivation(layer, activation, (name) => ({
    kind: 'dense',
    name,
    inputs: layer.inputs,
    kernel,
    bias,
    activation: null,
  }));
}
