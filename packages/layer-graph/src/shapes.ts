import { SlcError } from '@slc/domain';
import type { Conv2dLayer, Layer, LayerGraph, Shape } from './layer-graph.js';

/**
 * Works out the shape of each layer's value, and on the way checks that weights, options and inputs fit together.
 *
 * @returns shapes by layer name, without the batch dimension
 * @throws SlcError `invalid_model`, naming the layer, what was expected and what came
 */
export function shapesOf(graph: LayerGraph): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const layer of graph.layers) shapes.set(layer.name, outputShapeOf(layer, shapes));
  if (!shapes.has(graph.output)) {
    throw new SlcError('invalid_model', `output ${graph.output}: no layer has this name`);
  }
  return shapes;
}

/**
 * The shape of one layer's value, from those of the layers before it.
 *
 * @throws SlcError as `shapesOf`
 */
export function outputShapeOf(layer: Layer, shapes: ReadonlyMap<string, Shape>): Shape {
  const inputs = layer.inputs.map((name) => {
    const shape = shapes.get(name);
    if (!shape) throw misfit(layer, `an earlier layer named ${name}`, 'none');
    return shape;
  });
  return outputShape(layer, inputs);
}

/** (224, 224, 3) as `224 x 224 x 3`. */
export function drawShape(shape: Shape): string {
  return shape.join(' x ');
}

/**
 * TensorFlow's SAME padding of one axis.
 * Source: tensorflow.org, tf.nn, "Notes on padding".
 *
 * @returns rows or columns to add before and after
 */
export function samePadding(
  inputSize: number,
  kernelSize: number,
  stride: number,
  dilation: number,
): readonly [before: number, after: number] {
  const reach = (kernelSize - 1) * dilation + 1;
  const total = Math.max((Math.ceil(inputSize / stride) - 1) * stride + reach - inputSize, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

function outputShape(layer: Layer, inputs: readonly Shape[]): Shape {
  switch (layer.kind) {
    case 'input':
      if (inputs.length !== 0) throw misfit(layer, 'no inputs', `${inputs.length}`);
      return layer.shape;
    case 'conv2d':
      return conv2dShape(layer, image(layer, inputs));
    case 'dense': {
      const [length] = vector(layer, inputs);
      const [expected = 0, outputs = 0] = layer.kernel.shape;
      if (length !== expected) throw misfit(layer, `an input of length ${expected}`, `${length}`);
      checkLength(layer, 'bias', layer.bias, outputs);
      return [outputs];
    }
    case 'batch-norm': {
      const shape = only(layer, inputs);
      const channels = shape.at(-1) ?? 0;
      for (const key of ['gamma', 'beta', 'mean', 'variance'] as const) {
        checkLength(layer, key, layer[key], channels);
      }
      return shape;
    }
    case 'affine': {
      const shape = only(layer, inputs);
      for (const key of ['scale', 'offset'] as const) {
        if (layer[key].length !== 1) checkLength(layer, key, layer[key], shape.at(-1) ?? 0);
      }
      return shape;
    }
    case 'activation':
    case 'identity':
      return only(layer, inputs);
    case 'softmax':
      return vector(layer, inputs);
    case 'global-average-pool': {
      const [, , channels] = image(layer, inputs);
      return layer.keepDims ? [1, 1, channels] : [channels];
    }
    case 'reshape': {
      const shape = only(layer, inputs);
      if (product(shape) !== product(layer.shape)) {
        throw misfit(layer, `${product(layer.shape)} values (${drawShape(layer.shape)})`, drawShape(shape));
      }
      return layer.shape;
    }
    case 'add':
    case 'multiply':
      return mergedShape(layer, inputs);
    default:
      return layer satisfies never;
  }
}

function conv2dShape(layer: Conv2dLayer, [height, width, channels]: ImageShape): Shape {
  const [kernelHeight = 0, kernelWidth = 0, channelsPerGroup = 0, outputChannels = 0] = layer.kernel.shape;
  if (channels !== channelsPerGroup * layer.groups) {
    throw misfit(
      layer,
      `${channelsPerGroup * layer.groups} input channels (kernel ${drawShape(layer.kernel.shape)}, ${layer.groups} groups)`,
      `${channels}`,
    );
  }
  if (outputChannels % layer.groups !== 0) {
    throw misfit(layer, `output channels divisible by its ${layer.groups} groups`, `${outputChannels}`);
  }
  checkLength(layer, 'bias', layer.bias, outputChannels);
  const along = (size: number, kernelSize: number, axis: 0 | 1): number => {
    const reach = (kernelSize - 1) * layer.dilation[axis] + 1;
    const stride = layer.strides[axis];
    const result =
      layer.padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - reach) / stride) + 1;
    if (!(result >= 1)) throw misfit(layer, `an input of at least ${reach} pixels`, `${size}`);
    return result;
  };
  return [along(height, kernelHeight, 0), along(width, kernelWidth, 1), outputChannels];
}

function mergedShape(layer: Layer, inputs: readonly Shape[]): Shape {
  const [first, ...rest] = inputs;
  if (!first || rest.length === 0) throw misfit(layer, 'two inputs or more', `${inputs.length}`);
  return rest.reduce((merged, shape) => {
    const fits =
      shape.length === merged.length && shape.every((n, i) => n === merged[i] || n === 1 || merged[i] === 1);
    if (!fits) throw misfit(layer, `inputs of one shape, ${drawShape(merged)}`, drawShape(shape));
    return shape.map((n, i) => Math.max(n, merged[i] ?? 0));
  }, first);
}

type ImageShape = readonly [height: number, width: number, channels: number];

function image(layer: Layer, inputs: readonly Shape[]): ImageShape {
  const shape = only(layer, inputs);
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw misfit(layer, 'an image (height x width x channels)', drawShape(shape));
  }
  return [height, width, channels];
}

function vector(layer: Layer, inputs: readonly Shape[]): readonly [length: number] {
  const shape = only(layer, inputs);
  const [length] = shape;
  if (shape.length !== 1 || length === undefined) throw misfit(layer, 'a vector', drawShape(shape));
  return [length];
}

function only(layer: Layer, inputs: readonly Shape[]): Shape {
  const [shape] = inputs;
  if (inputs.length !== 1 || !shape) throw misfit(layer, 'one input', `${inputs.length}`);
  return shape;
}

function checkLength(layer: Layer, what: string, values: Float32Array | null, expected: number): void {
  if (values && values.length !== expected) {
    throw misfit(layer, `${expected} values in ${what}`, `${values.length}`);
  }
}

function product(shape: Shape): number {
  return shape.reduce((total, size) => total * size, 1);
}

function misfit(layer: Layer, expected: string, got: string): SlcError {
  return new SlcError(
    'invalid_model',
    `layer ${layer.name} (${layer.kind}): expected ${expected}, got ${got}`,
  );
}
