import type { Layer, Shape } from '@slc/layer-graph';
import { z } from 'zod';
import type { LayerConfig } from '../model-config.js';
import type { LayerWeights } from '../weights.js';
import { readOptions } from './options.js';

export function readBatchNorm(
  layer: LayerConfig,
  weights: LayerWeights,
  [inputShape = []]: readonly Shape[],
): Layer[] {
  // Keras counts the batch dimension: the last axis of (h, w, c) is 3.
  const lastAxis = z.union([z.literal(-1), z.literal(inputShape.length)]);
  const { epsilon, center, scale } = readOptions(layer, {
    axis: z.union([lastAxis, z.tuple([lastAxis])]),
    epsilon: z.number().positive(),
    center: z.boolean(),
    scale: z.boolean(),
  });
  const channels = inputShape.at(-1) ?? 0;
  const vector = (name: string) => weights.take(name, [channels]).data;
  return [
    {
      kind: 'batch-norm',
      name: layer.name,
      inputs: layer.inputs,
      gamma: scale ? vector('gamma') : new Float32Array(channels).fill(1),
      beta: center ? vector('beta') : new Float32Array(channels),
      mean: vector('moving_mean'),
      variance: vector('moving_variance'),
      epsilon,
    },
  ];
}
