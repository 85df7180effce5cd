import { SlcError } from '@slc/domain';
import { drawShape, type Layer, type Shape } from '@slc/layer-graph';
import { z } from 'zod';
import type { LayerConfig } from '../model-config.js';
import type { LayerWeights } from '../weights.js';
import { activationLayer } from './activation.js';
import { readConv2d, readDepthwiseConv2d } from './convolution.js';
import { readDense } from './dense.js';
import { readBatchNorm } from './normalisation.js';
import { channelsLast, readOptions } from './options.js';

/**
 * Reads one Keras layer into the layers it stands for; the last of them bears its name.
 *
 * @param inputShapes of what it reads, without the batch dimension
 */
export type LayerReader = (
  layer: LayerConfig,
  weights: LayerWeights,
  inputShapes: readonly Shape[],
) => Layer[];

/** Every Keras layer that can be read, by its class. */
export const LAYER_READERS: Readonly<Record<string, LayerReader>> = {
  InputLayer: readInput,
  Conv2D: readConv2d,
  DepthwiseConv2D: readDepthwiseConv2d,
  Dense: readDense,
  BatchNormalization: readBatchNorm,
  Rescaling(layer) {
    const { scale, offset } = readOptions(layer, { scale: z.number(), offset: z.number() });
    return [
      { ...placed(layer), kind: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(offset) },
    ];
  },
  Activation(layer) {
    const { activation } = readOptions(layer, { activation: z.string() });
    return [activationLayer(layer, activation, placed(layer)) ?? { ...placed(layer), kind: 'identity' }];
  },
  ReLU(layer) {
    const { max_value } = readOptions(layer, {
      max_value: z.union([z.literal(6), z.null()]),
      negative_slope: z.literal(0),
      threshold: z.literal(0),
    });
    const relu6 = { kind: 'clip', low: 0, high: 6 } as const;
    return [{ ...placed(layer), kind: 'activation', activation: max_value === 6 ? relu6 : { kind: 'relu' } }];
  },
  Softmax(layer, _weights, [inputShape = []]) {
    const lastAxis = z.union([z.literal(-1), z.literal(inputShape.length)]);
    readOptions(layer, { axis: z.union([lastAxis, z.tuple([lastAxis])]) });
    return [{ ...placed(layer), kind: 'softmax' }];
  },
  Dropout: readIdentity,
  GlobalAveragePooling2D(layer) {
    const { keepdims } = readOptions(layer, {
      data_format: channelsLast,
      keepdims: z.boolean().default(false),
    });
    return [{ ...placed(layer), kind: 'reduce', operation: 'mean', axes: [0, 1], keepDims: keepdims }];
  },
  Reshape: readReshape,
  Add: (layer) => readMerge(layer, 'add'),
  Multiply: (layer) => readMerge(layer, 'multiply'),
};

function readInput(layer: LayerConfig): Layer[] {
  const { batch_input_shape } = readOptions(layer, {
    batch_input_shape: z.tuple([z.null(), z.int().positive(), z.int().positive(), z.literal(3)]),
    sparse: z.literal(false).optional(),
    ragged: z.literal(false).optional(),
  });
  return [{ ...placed(layer), kind: 'input', shape: batch_input_shape.slice(1).map(Number) }];
}

function readIdentity(layer: LayerConfig): Layer[] {
  readOptions(layer, {});
  return [{ ...placed(layer), kind: 'identity' }];
}

function readReshape(
  layer: LayerConfig,
  _weights: LayerWeights,
  [inputShape = []]: readonly Shape[],
): Layer[] {
  const { target_shape } = readOptions(layer, { target_shape: z.array(z.int().min(-1)) });
  const values = inputShape.reduce((total, size) => total * size, 1);
  const known = target_shape.filter((size) => size !== -1).reduce((total, size) => total * size, 1);
  if (target_shape.filter((size) => size === -1).length > 1 || values % known !== 0) {
    throw new SlcError(
      'invalid_model',
      `layer ${layer.name} (Reshape): expected a target for ${drawShape(inputShape)}, got [${target_shape.join(',')}]`,
    );
  }
  // Keras: a single -1 takes what the known sizes leave.
  const shape = target_shape.map((size) => (size === -1 ? values / known : size));
  return [{ ...placed(layer), kind: 'reshape', shape }];
}

function readMerge(layer: LayerConfig, operation: 'add' | 'multiply'): Layer[] {
  readOptions(layer, {});
  return [{ ...placed(layer), kind: 'arithmetic', operation }];
}

function placed({ name, inputs }: LayerConfig): {
  readonly name: string;
  readonly inputs: readonly string[];
} {
  return { name, inputs };
}
