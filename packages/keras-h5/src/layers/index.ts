import type { Shape } from '@slc/layer-graph';
import { z } from 'zod';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { KERAS_OPERATIONS, slicingOpLambda, tfOpLambda } from '../operations/index.js';
import { ACTIVATION_LAYERS } from './activation.js';
import { conv2d, depthwiseConv2d, separableConv2d } from './convolution.js';
import type { LayerDefinition } from './define-layer.js';
import { dense } from './dense.js';
import { lambda } from './lambda.js';
import { average, concatenate, customScale, merging } from './merging.js';
import {
  batchNormalization,
  groupNormalization,
  layerNormalization,
  layerScale,
  normalization,
  rescaling,
} from './normalisation.js';
import { readOptions } from './options.js';
import { globalPooling, pooling } from './pooling.js';
import {
  centerCrop,
  cropping2d,
  flatten,
  permute,
  reshape,
  resizing,
  upSampling2d,
  zeroPadding2d,
} from './shaping.js';

/**
 * What does nothing at inference time. Its options matter in training alone, whatever they are.
 *
 * @param written options that Keras always writes: a layer without them is someone's own of the same name
 */
function identity(...written: readonly string[]): LayerDefinition {
  return {
    options: {},
    note: 'does nothing at inference time',
    differsInTraining: () => true,
    read(call, weights, build) {
      const missing = written.filter((option) => !Object.hasOwn(call.options, option));
      if (missing.length > 0) throw refusal(call, `expected the option ${missing.join(', ')}, it has none`);
      // Since Keras 3 they keep the state of their random numbers.
      weights.discardAll();
      return build.add({ kind: 'identity' }, [inputOf(call)]);
    },
  };
}

function sameInTraining(layer: LayerDefinition): LayerDefinition {
  return { ...layer, differsInTraining: () => false };
}

const IDENTITIES: Readonly<Record<string, LayerDefinition>> = {
  Identity: sameInTraining(identity()),
  Dropout: identity('rate'),
  SpatialDropout1D: identity('rate'),
  SpatialDropout2D: identity('rate'),
  AlphaDropout: identity('rate'),
  GaussianDropout: identity('rate'),
  GaussianNoise: identity('stddev'),
  ActivityRegularization: sameInTraining(identity('l1', 'l2')),
  StochasticDepth: identity('drop_path_rate'),
  RandomFlip: identity('mode'),
  RandomRotation: identity('factor'),
  RandomZoom: identity('height_factor'),
  RandomTranslation: identity('height_factor', 'width_factor'),
  RandomContrast: identity('factor'),
  RandomBrightness: identity('factor'),
  RandomHeight: identity('factor'),
  RandomWidth: identity('factor'),
};

const convAxes = [0, 1];
const tokenAxes = [0];

/** Every Keras layer that can be read, by its class. Models inside models are read by `read-keras-model.ts`. */
export const LAYERS: Readonly<Record<string, LayerDefinition>> = {
  Conv2D: conv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  Dense: dense,
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  SyncBatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: groupNormalization,
  ...ACTIVATION_LAYERS,
  MaxPooling2D: pooling('max'),
  AveragePooling2D: pooling('average'),
  GlobalAveragePooling2D: globalPooling('mean', convAxes),
  GlobalMaxPooling2D: globalPooling('max', convAxes),
  GlobalAveragePooling1D: globalPooling('mean', tokenAxes),
  GlobalMaxPooling1D: globalPooling('max', tokenAxes),
  ZeroPadding2D: zeroPadding2d,
  Cropping2D: cropping2d,
  CenterCrop: centerCrop,
  UpSampling2D: upSampling2d,
  Resizing: resizing,
  Reshape: reshape,
  Flatten: flatten,
  Permute: permute,
  Add: merging('add'),
  Subtract: merging('subtract'),
  Multiply: merging('multiply'),
  Average: average,
  Maximum: merging('maximum'),
  Minimum: merging('minimum'),
  Concatenate: concatenate,
  Rescaling: rescaling,
  Normalization: normalization,
  LayerScale: layerScale,
  CustomScaleLayer: customScale,
  // Keras 2 registers it under this name.
  'Custom>CustomScaleLayer': customScale,
  Lambda: lambda,
  TFOpLambda: tfOpLambda,
  SlicingOpLambda: slicingOpLambda,
  ...IDENTITIES,
};

/**
 * The reader of a class, or undefined. Since Keras 3 a function may bear a layer's name, as `Add` does.
 *
 * @param isOperation whether it is known to be a function
 */
export function definitionOf(className: string, isOperation: boolean): LayerDefinition | undefined {
  const tables = isOperation ? [KERAS_OPERATIONS] : [LAYERS, KERAS_OPERATIONS];
  return tables.find((table) => Object.hasOwn(table, className))?.[className];
}

const sides = z.tuple([z.null(), z.int().positive(), z.int().positive(), z.literal(3)]).optional();

const inputOptions = {
  // Keras 2 and Keras 3.
  batch_input_shape: sides,
  batch_shape: sides,
  sparse: z.literal(false).optional(),
  ragged: z.literal(false).optional(),
  optional: z.literal(false).optional(),
  input_tensor: z.null().optional(),
};

/**
 * The shape of the whole model's input: an RGB image of fixed size.
 *
 * @throws SlcError `unsupported_model`
 */
export function readInputShape(call: LayerCall): Shape {
  const options = readOptions(call, inputOptions);
  const batch = options.batch_input_shape ?? options.batch_shape;
  if (!batch) throw refusal(call, 'expected an input shape, it has none');
  return batch.slice(1).map(Number);
}
