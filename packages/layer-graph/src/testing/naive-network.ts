import type { OutputName } from '@slc/domain';
import {
  type Activation,
  type ArithmeticLayer,
  isWeighted,
  type Layer,
  type LayerGraph,
  nearestPlaces,
  type ResizeLayer,
  resizeWeights,
  type Shape,
  shapesOf,
  sizeOf,
} from '../index.js';

/**
 * What a layer graph means, straight from the words in `layer-graph.ts`: loops in double precision, one image, no
 * library. Slow; every engine is held against it.
 *
 * @param pixels (height, width, channels), 0..255
 * @returns the value of each output that the graph has
 */
export function runNaively(graph: LayerGraph, pixels: ArrayLike<number>): NaiveOutputs {
  const shapes = shapesOf(graph);
  const values = new Map<string, Value>();
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((name) => known(values.get(name)));
    const shape = known(shapes.get(layer.name));
    const data = layer.kind === 'input' ? Float64Array.from(pixels) : compute(layer, inputs, shape);
    values.set(layer.name, { shape, data });
  }
  const numbersOf = (layerName: string) => known(values.get(layerName)).data;
  const { logits, ...others } = graph.outputs;
  const named = Object.entries(others).map(([name, layerName]) => [name, numbersOf(layerName)]);
  return { logits: numbersOf(logits), ...Object.fromEntries(named) };
}

export type NaiveOutputs = Readonly<{ logits: Float64Array } & Partial<Record<OutputName, Float64Array>>>;

interface Value {
  readonly shape: Shape;
  readonly data: Float64Array;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one switch over the kinds of layers
function compute(layer: Layer, inputs: readonly Value[], shape: Shape): Float64Array {
  const [x = { shape: [], data: new Float64Array() }] = inputs;
  const each = (f: (value: number, i: number) => number) => x.data.map(f);
  const last = x.shape.at(-1) ?? 1;
  switch (layer.kind) {
    case 'input':
      throw new Error('an input is given');
    case 'constant':
      return Float64Array.from(layer.value.data);
    case 'identity':
    case 'reshape':
      return x.data.slice();
    case 'conv2d': {
      const { kernel, strides, dilation, groups, padding, bias, activation } = layer;
      const [kernelHeight = 0, kernelWidth = 0, inputsEach = 0, outputs = 0] = kernel.shape;
      return fill(shape, ([row = 0, column = 0, output = 0]) => {
        const group = Math.floor(output / (outputs / groups));
        let sum = bias?.[output] ?? 0;
        for (let i = 0; i < kernelHeight; i++)
          for (let j = 0; j < kernelWidth; j++)
            for (let c = 0; c < inputsEach; c++) {
              const place = [
                row * strides[0] - padding.top + i * dilation[0],
                column * strides[1] - padding.left + j * dilation[1],
                group * inputsEach + c,
              ];
              const weight = kernel.data[((i * kernelWidth + j) * inputsEach + c) * outputs + output];
              sum += known(weight) * (at(x, place) ?? 0);
            }
        return activation ? activate(activation, sum) : sum;
      });
    }
    case 'dense': {
      const [length = 0, outputs = 0] = layer.kernel.shape;
      return fill(shape, (_, i) => {
        const row = Math.floor(i / outputs);
        let sum = layer.bias?.[i % outputs] ?? 0;
        for (let k = 0; k < length; k++)
          sum += known(x.data[row * length + k]) * known(layer.kernel.data[k * outputs + (i % outputs)]);
        return layer.activation ? activate(layer.activation, sum) : sum;
      });
    }
    case 'pool':
      return fill(shape, ([row = 0, column = 0, channel = 0]) => {
        const window: number[] = [];
        for (let i = 0; i < layer.size[0]; i++)
          for (let j = 0; j < layer.size[1]; j++) {
            const y = row * layer.strides[0] - layer.padding.top + i;
            const value = at(x, [y, column * layer.strides[1] - layer.padding.left + j, channel]);
            if (value !== undefined) window.push(value);
          }
        return layer.operation === 'max' ? Math.max(...window) : sumOf(window) / window.length;
      });
    case 'reduce': {
      const kept = x.shape.map((size, axis) => (layer.axes.includes(axis) ? 1 : size));
      const groups = new Map<number, number[]>();
      for (const place of placesOf(x.shape)) {
        const target = indexOf(
          kept,
          place.map((i, axis) => (kept[axis] === 1 ? 0 : i)),
        );
        const group = groups.get(target) ?? [];
        groups.set(target, group);
        group.push(known(at(x, place)));
      }
      return fill(shape, (_, i) => {
        const group = known(groups.get(i));
        if (layer.operation === 'max') return Math.max(...group);
        if (layer.operation === 'min') return Math.min(...group);
        return layer.operation === 'sum' ? sumOf(group) : sumOf(group) / group.length;
      });
    }
    case 'batch-norm':
      return each((value, i) => {
        const c = i % last;
        const spread = Math.sqrt(known(layer.variance[c]) + layer.epsilon);
        return ((value - known(layer.mean[c])) / spread) * known(layer.gamma[c]) + known(layer.beta[c]);
      });
    case 'layer-norm':
      return each((value, i) => {
        const row = x.data.subarray(i - (i % last), i - (i % last) + last);
        const mean = sumOf(row) / last;
        const variance = sumOf(row.map((other) => (other - mean) ** 2)) / last;
        const normal = (value - mean) / Math.sqrt(variance + layer.epsilon);
        return normal * known(layer.gamma[i % last]) + known(layer.beta[i % last]);
      });
    case 'affine':
      return each(
        (value, i) =>
          value * known(layer.scale[i % layer.scale.length]) + known(layer.offset[i % layer.offset.length]),
      );
    case 'activation':
      return each((value) => activate(layer.activation, value));
    case 'prelu':
      return fill(shape, (place, i) => {
        const slope = at(
          { shape: layer.slope.shape, data: Float64Array.from(layer.slope.data) },
          place.map((n, axis) => (layer.slope.shape[axis] === 1 ? 0 : n)),
        );
        const value = known(x.data[i]);
        return value >= 0 ? value : value * known(slope);
      });
    case 'softmax':
      return each((value, i) => {
        const row = x.data.subarray(i - (i % last), i - (i % last) + last);
        const top = Math.max(...row);
        return Math.exp(value - top) / sumOf(row.map((other) => Math.exp(other - top)));
      });
    case 'arithmetic':
      return fill(shape, (place) =>
        inputs
          .map((input) => spreadAt(input, place))
          .reduce((left, right) => combine(layer.operation, left, right)),
      );
    case 'concat':
      return fill(shape, (place) => {
        let offset = known(place[layer.axis]);
        for (const input of inputs) {
          const size = known(input.shape[layer.axis]);
          if (offset < size) return known(at(input, place.with(layer.axis, offset)));
          offset -= size;
        }
        throw new Error('beyond all inputs');
      });
    case 'matmul': {
      const [, y = x] = inputs;
      return fill(shape, (place) => {
        const [before, [row = 0, column = 0]] = [place.slice(0, -2), place.slice(-2)];
        const terms = Array.from(
          { length: last },
          (_, i) => known(at(x, [...before, row, i])) * known(at(y, [...before, i, column])),
        );
        return sumOf(terms);
      });
    }
    case 'select':
      return fill(shape, (place) => {
        const [condition = 0, chosen = 0, other = 0] = inputs.map((input) => spreadAt(input, place));
        return condition > 0 ? chosen : other;
      });
    case 'transpose':
      return fill(shape, (place) => {
        const source: number[] = [];
        layer.permutation.forEach((axis, i) => {
          source[axis] = known(place[i]);
        });
        return known(at(x, source));
      });
    case 'pad':
      return fill(
        shape,
        (place) =>
          at(
            x,
            place.map((n, axis) => n - known(layer.before[axis])),
          ) ?? layer.value,
      );
    case 'slice':
      return fill(shape, (place) =>
        known(
          at(
            x,
            place.map((n, axis) => known(layer.start[axis]) + n * known(layer.step[axis])),
          ),
        ),
      );
    case 'resize':
      return resize(layer, x, shape);
    default:
      return layer satisfies never;
  }
}

function resize(layer: ResizeLayer, x: Value, shape: Shape): Float64Array {
  const [oldHeight = 0, oldWidth = 0] = x.shape;
  const rows = weightsAlong(layer, oldHeight, layer.height);
  const columns = weightsAlong(layer, oldWidth, layer.width);
  return fill(shape, ([row = 0, column = 0, channel = 0]) => {
    let sum = 0;
    for (const [i, wi] of known(rows[row]))
      for (const [j, wj] of known(columns[column])) sum += wi * wj * known(at(x, [i, j, channel]));
    return sum;
  });
}

/** For each place along an axis: the pixels that count, and what each counts for. */
function weightsAlong(layer: ResizeLayer, oldSize: number, size: number): [number, number][][] {
  if (layer.method === 'nearest') return nearestPlaces(oldSize, size).map((place) => [[place, 1]]);
  if (isWeighted(layer)) {
    const { data } = resizeWeights(layer, { oldSize, size });
    const pixels = Array.from({ length: oldSize }, (_, pixel) => pixel);
    const row = (place: number) =>
      pixels.flatMap((pixel): [number, number][] => {
        const weight = known(data[place * oldSize + pixel]);
        return weight === 0 ? [] : [[pixel, weight]];
      });
    return Array.from({ length: size }, (_, place) => row(place));
  }
  return Array.from({ length: size }, (_, place) => {
    const y = (place + 0.5) * (oldSize / size) - 0.5;
    const before = Math.floor(y);
    return [
      [clamp(before, oldSize), 1 - (y - before)],
      [clamp(before + 1, oldSize), y - before],
    ];
  });
}

function combine(operation: ArithmeticLayer['operation'], left: number, right: number): number {
  switch (operation) {
    case 'add':
      return left + right;
    case 'subtract':
      return left - right;
    case 'multiply':
      return left * right;
    case 'divide':
      return left / right;
    case 'power':
      return left ** right;
    case 'maximum':
      return Math.max(left, right);
    case 'minimum':
      return Math.min(left, right);
    default:
      return operation satisfies never;
  }
}

function activate(activation: Activation, x: number): number {
  switch (activation.kind) {
    case 'relu':
      return Math.max(x, 0);
    case 'step':
      return x > 0 ? 1 : 0;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    case 'swish':
      return x / (1 + Math.exp(-x));
    case 'softplus':
      return Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
    case 'softsign':
      return x / (1 + Math.abs(x));
    case 'gelu':
      return (x * (1 + erf(x / Math.SQRT2))) / 2;
    case 'gelu-tanh':
      return (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))) / 2;
    case 'exp':
      return Math.exp(x);
    case 'log':
      return Math.log(x);
    case 'sqrt':
      return Math.sqrt(x);
    case 'abs':
      return Math.abs(x);
    case 'erf':
      return erf(x);
    case 'clip':
      return Math.min(Math.max(x, activation.low), activation.high);
    case 'leaky-relu':
      return x >= 0 ? x : x * activation.slope;
    case 'threshold':
      return x > activation.at ? x : 0;
    case 'elu':
      return activation.scale * (x > 0 ? x : activation.alpha * Math.expm1(x));
    case 'hard-sigmoid':
      return Math.min(Math.max(x * activation.slope + activation.offset, 0), 1);
    default:
      return activation satisfies never;
  }
}

/** erf(x) = 2 / sqrt(pi) * integral from 0 to x of exp(-t^2), by Simpson's rule: exact to 1e-12 here. */
function erf(x: number): number {
  const steps = 2000;
  const h = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * h) ** 2));
  }
  return ((2 / Math.sqrt(Math.PI)) * (sum * h)) / 3;
}

function fill(shape: Shape, compute: (place: number[], index: number) => number): Float64Array {
  return Float64Array.from(placesOf(shape), compute);
}

function placesOf(shape: Shape): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, index) => {
    let rest = index;
    return [...shape]
      .reverse()
      .map((size) => {
        const place = rest % size;
        rest = Math.floor(rest / size);
        return place;
      })
      .reverse();
  });
}

function indexOf(shape: Shape, place: readonly number[]): number {
  return shape.reduce((index, size, axis) => index * size + known(place[axis]), 0);
}

/** Undefined beyond the edges. */
function at({ shape, data }: Value, place: readonly number[]): number | undefined {
  const isInside = place.every((n, axis) => n >= 0 && n < known(shape[axis]));
  return isInside ? data[indexOf(shape, place)] : undefined;
}

/** Of a value whose missing axes and axes of length 1 are repeated. */
function spreadAt(value: Value, place: readonly number[]): number {
  const own = place.slice(place.length - value.shape.length);
  return known(
    at(
      value,
      own.map((n, axis) => (value.shape[axis] === 1 ? 0 : n)),
    ),
  );
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function clamp(n: number, length: number): number {
  return Math.min(Math.max(n, 0), length - 1);
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
