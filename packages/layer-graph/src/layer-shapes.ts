import { SlcError } from '@slc/domain';
import type {
  Conv2dLayer,
  Layer,
  LayerGraph,
  Pair,
  PoolLayer,
  ReduceLayer,
  ResizeLayer,
  Shape,
} from './layer-graph.js';
import { isWeighted } from './resize-weights.js';
import { broadcastShape, drawShape, isSameShape, sizeOf } from './shape.js';

/**
 * Computes the shape of each layer's value, and checks that weights, options and inputs fit together.
 *
 * @returns shapes by layer name, without the batch dimension
 * @throws SlcError `invalid_model`, naming the layer, what was expected and what came
 */
export function shapesOf(graph: LayerGraph): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const layer of graph.layers) shapes.set(layer.name, outputShapeOf(layer, shapes));
  for (const output of Object.values(graph.outputs)) {
    if (!shapes.has(output)) throw new SlcError('invalid_model', `output ${output}: no layer has this name`);
  }
  return shapes;
}

/** 1 GiB of float32 an image: a few bytes of options (padding, resizing, repeating) can ask for terabytes. */
const MAX_VALUES = 2 ** 28;

/** 64 MiB, as for 4096 pixels of 4096: a resize by weights has a matrix for each axis, and none of it is in the file. */
const MAX_RESIZE_WEIGHTS = 2 ** 24;

/** The shape of one layer's value, from those of the layers before it. @throws SlcError as `shapesOf` */
export function outputShapeOf(layer: Layer, shapes: ReadonlyMap<string, Shape>): Shape {
  const inputs = layer.inputs.map((name) => {
    const shape = shapes.get(name);
    if (!shape) throw misfit(layer, `an earlier layer named ${name}`, 'none');
    return shape;
  });
  const shape = outputShape(layer, inputs);
  if (!shape.every((size) => Number.isInteger(size) && size >= 1)) {
    throw misfit(layer, 'a value with at least one number along each axis', drawShape(shape));
  }
  if (sizeOf(shape) > MAX_VALUES) {
    throw misfit(layer, `a value of at most ${MAX_VALUES} numbers`, drawShape(shape));
  }
  return shape;
}

function outputShape(layer: Layer, inputs: readonly Shape[]): Shape {
  switch (layer.kind) {
    case 'input':
    case 'constant': {
      if (inputs.length !== 0) throw misfit(layer, 'no inputs', `${inputs.length}`);
      if (layer.kind === 'input') return layer.shape;
      const { shape, data } = layer.value;
      checkLengths(layer, { value: data }, sizeOf(shape));
      return shape;
    }
    case 'arithmetic':
      return mergedShape(layer, inputs);
    case 'concat':
      return joinedShape(layer, inputs);
    case 'matmul':
      return productShape(layer, inputs);
    case 'select':
      if (inputs.length !== 3) throw misfit(layer, 'three inputs', `${inputs.length}`);
      return broadcastAll(layer, inputs);
    default: {
      const [shape] = inputs;
      if (inputs.length !== 1 || !shape) throw misfit(layer, 'one input', `${inputs.length}`);
      return changedShape(layer, shape);
    }
  }
}

/** @param shape of the layer's one input */
function changedShape(
  layer: Exclude<Layer, { kind: 'input' | 'constant' | 'arithmetic' | 'select' | 'concat' | 'matmul' }>,
  shape: Shape,
): Shape {
  const channels = shape.at(-1) ?? 0;
  switch (layer.kind) {
    case 'conv2d':
      return conv2dShape(layer, image(layer, shape));
    case 'pool':
      return poolShape(layer, image(layer, shape));
    case 'reduce':
      return reducedShape(layer, shape);
    case 'dense': {
      const [expected = 0, outputs = 0] = layer.kernel.shape;
      if (channels !== expected) {
        throw misfit(layer, `an input of length ${expected}`, `${channels} (${drawShape(shape)})`);
      }
      checkLengths(layer, { bias: layer.bias }, outputs);
      return [...shape.slice(0, -1), outputs];
    }
    case 'batch-norm': {
      const { gamma, beta, mean, variance } = layer;
      checkLengths(layer, { gamma, beta, mean, variance }, channels);
      return shape;
    }
    case 'layer-norm':
      checkLengths(layer, { gamma: layer.gamma, beta: layer.beta }, channels);
      return shape;
    case 'affine':
      for (const key of ['scale', 'offset'] as const) {
        if (layer[key].length !== 1) checkLengths(layer, { [key]: layer[key] }, channels);
      }
      return shape;
    case 'activation':
    case 'identity':
    case 'softmax':
      return shape;
    case 'prelu': {
      const { slope } = layer;
      const merged = broadcastShape(shape, slope.shape) ?? [];
      const fits = shape.length === slope.shape.length && isSameShape(merged, shape);
      if (!fits) throw misfit(layer, `slopes that fit ${drawShape(shape)}`, drawShape(slope.shape));
      checkLengths(layer, { slope: slope.data }, sizeOf(slope.shape));
      return shape;
    }
    case 'reshape':
      if (sizeOf(shape) !== sizeOf(layer.shape)) {
        throw misfit(layer, `${sizeOf(layer.shape)} values (${drawShape(layer.shape)})`, drawShape(shape));
      }
      return layer.shape;
    case 'transpose': {
      const { permutation } = layer;
      if (permutation.length !== shape.length || !shape.every((_, axis) => permutation.includes(axis))) {
        throw misfit(layer, `a permutation of ${shape.length} axes`, drawList(permutation));
      }
      return permutation.map((axis) => shape[axis] ?? 0);
    }
    case 'pad': {
      const { before, after } = layer;
      if (before.length !== shape.length || after.length !== shape.length) {
        throw misfit(layer, `padding for ${shape.length} axes`, `${before.length} and ${after.length}`);
      }
      if (![...before, ...after].every((size) => Number.isInteger(size) && size >= 0)) {
        throw misfit(layer, 'padding of zero or more', `${drawList(before)} and ${drawList(after)}`);
      }
      return shape.map((size, axis) => size + (before[axis] ?? 0) + (after[axis] ?? 0));
    }
    case 'slice': {
      const { start, size, step } = layer;
      const fits = shape.every((length, axis) => {
        const first = start[axis] ?? -1;
        const last = first + ((size[axis] ?? 0) - 1) * (step[axis] ?? 0);
        return first >= 0 && first < length && last >= 0 && last < length && step[axis] !== 0;
      });
      if (!fits || [start, size, step].some((list) => list.length !== shape.length)) {
        const got = `start ${drawList(start)}, size ${drawList(size)}, step ${drawList(step)}`;
        throw misfit(layer, `a part of ${drawShape(shape)}`, got);
      }
      return size;
    }
    case 'resize':
      return resizedShape(layer, image(layer, shape));
    default:
      return layer satisfies never;
  }
}

function conv2dShape(layer: Conv2dLayer, image: ImageShape): Shape {
  const { kernel, groups, dilation } = layer;
  const [, , channels] = image;
  const [kernelHeight = 0, kernelWidth = 0, channelsPerGroup = 0, outputChannels = 0] = kernel.shape;
  if (channels !== channelsPerGroup * groups) {
    const layout = `kernel ${drawShape(kernel.shape)}, ${groups} groups`;
    throw misfit(layer, `${channelsPerGroup * groups} input channels (${layout})`, `${channels}`);
  }
  if (outputChannels % groups !== 0) {
    throw misfit(layer, `output channels divisible by its ${groups} groups`, `${outputChannels}`);
  }
  checkLengths(layer, { bias: layer.bias }, outputChannels);
  const reach = [(kernelHeight - 1) * dilation[0] + 1, (kernelWidth - 1) * dilation[1] + 1] as const;
  return [...countWindows(layer, image, reach), outputChannels];
}

function poolShape(layer: PoolLayer, image: ImageShape): Shape {
  const { size, padding } = layer;
  const { top, bottom, left, right } = padding;
  if (Math.max(top, bottom) >= size[0] || Math.max(left, right) >= size[1]) {
    throw misfit(layer, `padding smaller than its window of ${drawShape(size)}`, JSON.stringify(padding));
  }
  return [...countWindows(layer, image, size), image[2]];
}

/** @param reach rows and columns from a window's first pixel to its last. @returns windows down and across */
function countWindows(layer: Conv2dLayer | PoolLayer, [height, width]: ImageShape, reach: Pair): Pair {
  const { strides, padding } = layer;
  const along = (axis: 0 | 1, length: number) => {
    if (length < reach[axis]) throw misfit(layer, `an input of at least ${reach[axis]} pixels`, `${length}`);
    return Math.floor((length - reach[axis]) / strides[axis]) + 1;
  };
  return [along(0, height + padding.top + padding.bottom), along(1, width + padding.left + padding.right)];
}

function resizedShape(layer: ResizeLayer, [oldHeight, oldWidth, channels]: ImageShape): Shape {
  const { height, width } = layer;
  const weights = isWeighted(layer) ? Math.max(height * oldHeight, width * oldWidth) : 0;
  if (weights > MAX_RESIZE_WEIGHTS) {
    const from = drawShape([oldHeight, oldWidth]);
    throw misfit(layer, `at most ${MAX_RESIZE_WEIGHTS} weights`, `${drawShape([height, width])} of ${from}`);
  }
  return [height, width, channels];
}

function reducedShape(layer: ReduceLayer, shape: Shape): Shape {
  const { axes, keepDims } = layer;
  const ascends = axes.every((axis, i) => axis > (axes[i - 1] ?? -1) && axis < shape.length);
  if (axes.length === 0 || !ascends) {
    throw misfit(layer, `ascending axes of ${drawShape(shape)}`, drawList(axes));
  }
  if (keepDims) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const left = shape.filter((_, axis) => !axes.includes(axis));
  return left.length === 0 ? [1] : left;
}

function mergedShape(layer: Layer & { kind: 'arithmetic' }, inputs: readonly Shape[]): Shape {
  const takesTwo = ['subtract', 'divide', 'power'].includes(layer.operation);
  if (takesTwo && inputs.length !== 2) throw misfit(layer, 'two inputs', `${inputs.length}`);
  return broadcastAll(layer, inputs);
}

function broadcastAll(layer: Layer, inputs: readonly Shape[]): Shape {
  const [first, ...rest] = inputs;
  if (!first || rest.length === 0) throw misfit(layer, 'two inputs or more', `${inputs.length}`);
  return rest.reduce((merged, shape) => {
    const next = broadcastShape(merged, shape);
    if (!next) throw misfit(layer, `inputs that fit ${drawShape(merged)}`, drawShape(shape));
    return next;
  }, first);
}

function joinedShape(layer: Layer & { kind: 'concat' }, inputs: readonly Shape[]): Shape {
  const { axis } = layer;
  const [first, ...rest] = inputs;
  if (!first || rest.length === 0) throw misfit(layer, 'two inputs or more', `${inputs.length}`);
  if (!(axis >= 0 && axis < first.length)) throw misfit(layer, `an axis of ${drawShape(first)}`, `${axis}`);
  return rest.reduce((joined, shape) => {
    const fits = shape.length === joined.length && shape.every((size, i) => i === axis || size === joined[i]);
    if (!fits) throw misfit(layer, `inputs like ${drawShape(joined)} but for axis ${axis}`, drawShape(shape));
    return joined.map((size, i) => (i === axis ? size + (shape[i] ?? 0) : size));
  }, first);
}

function productShape(layer: Layer, inputs: readonly Shape[]): Shape {
  const [left = [], right = []] = inputs;
  const [before, [rows = 0, shared]] = [left.slice(0, -2), left.slice(-2)];
  const [others, columns = 0] = right.slice(-2);
  const isPair = inputs.length === 2 && left.length >= 2 && isSameShape(before, right.slice(0, -2));
  if (!isPair || columns === 0 || shared !== others) {
    const expected = 'two matrices, n x m and m x k, with the same axes before';
    throw misfit(layer, expected, inputs.map(drawShape).join(' and '));
  }
  return [...before, rows, columns];
}

type ImageShape = readonly [height: number, width: number, channels: number];

function image(layer: Layer, shape: Shape): ImageShape {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw misfit(layer, 'an image (height x width x channels)', drawShape(shape));
  }
  return [height, width, channels];
}

function checkLengths(
  layer: Layer,
  lists: Readonly<Record<string, Float32Array | null>>,
  expected: number,
): void {
  for (const [what, values] of Object.entries(lists)) {
    if (values && values.length !== expected) {
      throw misfit(layer, `${expected} values in ${what}`, `${values.length}`);
    }
  }
}

function drawList(numbers: readonly number[]): string {
  return `[${numbers.join(',')}]`;
}

function misfit({ name, kind }: Layer, expected: string, got: string): SlcError {
  return new SlcError('invalid_model', `layer ${name} (${kind}): expected ${expected}, got ${got}`);
}
