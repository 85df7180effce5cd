import { OUTPUT_NAMES, type OutputName } from '@slc/domain';
import {
  type AffineLayer,
  batchNormToAffine,
  type Layer,
  type LayerGraph,
  type Shape,
  shapesOf,
} from '@slc/layer-graph';
import { axisIn, createGraphWriter, type GraphWriter, inOrderOf, type Layout } from './graph-writer.js';
import { toOutputFirst } from './kernel-layout.js';
import { ELEMENT_TYPE, onnxModel } from './onnx.js';
import { writeActivation } from './write-activation.js';

/** To be raised with every change of what the compiler writes: cached models of another version are not used. */
export const ONNX_COMPILER_VERSION = '4';

/** Values that are not a layer's have an `@` in their name, which TensorFlow does not allow in a layer's. */
export const PIXELS = '@pixels';
export const outputValue = (name: OutputName): string => `@${name}`;

/**
 * Compiles a layer graph to an ONNX model.
 * Input `@pixels`: uint8 (batch, height, width, 3). Outputs `@logits`: float32 (batch, classes), and `@embedding`:
 * float32 (batch, length) where the graph has one. The batch is free.
 * Inside, convolutions and pooling read planar images, and what works along the channels reads them as they lie in
 * the graph; a value is turned where one meets the other.
 *
 * @returns the file's bytes in pieces; weights are brought into their layout when their piece is asked for
 */
export function* compileToOnnx(graph: LayerGraph): Generator<Uint8Array, void, undefined> {
  const shapes = shapesOf(graph);
  const writer = createGraphWriter(shapes);
  for (const layer of graph.layers) writeLayer(layer, writer);

  const inputShape = graph.layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  const outputs = OUTPUT_NAMES.flatMap((name) => {
    const layerName = graph.outputs[name];
    if (layerName === undefined) return [];
    const value = writer.node('Identity', outputValue(name), [writer.value(layerName, 'natural')]);
    const dimensions = ['batch', ...writer.shapeOf(layerName)];
    return [{ name: value, elementType: ELEMENT_TYPE.float32, dimensions }];
  });
  const { chunks } = onnxModel(
    {
      nodes: writer.nodes,
      initializers: writer.initializers,
      input: { name: PIXELS, elementType: ELEMENT_TYPE.uint8, dimensions: ['batch', ...inputShape] },
      outputs,
    },
    ONNX_COMPILER_VERSION,
  );
  for (const chunk of chunks) yield chunk instanceof Uint8Array ? chunk : chunk.bytes();
}

function writeLayer(layer: Layer, writer: GraphWriter): void {
  const { name, inputs } = layer;
  const [input = ''] = inputs;
  switch (layer.kind) {
    case 'input': {
      // Transposed while still bytes: a quarter of the memory traffic.
      const planar = writer.node('Transpose', `${name}@pixels`, [PIXELS], { perm: [0, 3, 1, 2] });
      writer.define(name, 'planar', writer.node('Cast', name, [planar], { to: ELEMENT_TYPE.float32 }));
      return;
    }
    case 'constant':
      writer.defineConstant(name, layer.value);
      return;
    case 'conv2d': {
      const [kernelHeight = 0, kernelWidth = 0] = layer.kernel.shape;
      const constants = [writer.tensor(`${name}@kernel`, toOutputFirst(layer.kernel))];
      if (layer.bias) constants.push(writer.floats(`${name}@bias`, [layer.bias.length], layer.bias));
      const { top, left, bottom, right } = layer.padding;
      writeActivated(layer, 'planar', writer, (valueName) =>
        writer.node('Conv', valueName, [writer.value(input, 'planar'), ...constants], {
          kernel_shape: [kernelHeight, kernelWidth],
          strides: layer.strides,
          dilations: layer.dilation,
          group: layer.groups,
          pads: [top, left, bottom, right],
        }),
      );
      return;
    }
    case 'dense':
      writeActivated(layer, 'natural', writer, (valueName) => writeDense(layer, valueName, writer));
      return;
    case 'pool': {
      const { top, left, bottom, right } = layer.padding;
      const attributes = {
        kernel_shape: layer.size,
        strides: layer.strides,
        pads: [top, left, bottom, right],
      };
      const source = [writer.value(input, 'planar')];
      writer.define(
        name,
        'planar',
        layer.operation === 'max'
          ? writer.node('MaxPool', name, source, attributes)
          : writer.node('AveragePool', name, source, { ...attributes, count_include_pad: 0 }),
      );
      return;
    }
    case 'reduce':
      writeReduce(layer, writer);
      return;
    case 'batch-norm':
      writeAffine(batchNormToAffine(layer), writer);
      return;
    case 'layer-norm': {
      const length = layer.gamma.length;
      const gamma = writer.floats(`${name}@gamma`, [length], layer.gamma);
      const beta = writer.floats(`${name}@beta`, [length], layer.beta);
      const source = writer.value(input, 'natural');
      writer.define(
        name,
        'natural',
        writer.node('LayerNormalization', name, [source, gamma, beta], {
          axis: -1,
          epsilon: { float: layer.epsilon },
        }),
      );
      return;
    }
    case 'affine':
      writeAffine(layer, writer);
      return;
    case 'activation': {
      const layout = writer.layoutOf(input);
      const source = writer.value(input, layout);
      writer.define(name, layout, writeActivation(layer.activation, name, source, writer));
      return;
    }
    case 'prelu': {
      const layout = writer.layoutOf(input);
      const rank = rankIn(layout, writer.shapeOf(input));
      const slope = writer.spreadConstant(`${name}@slope`, layer.slope, rank, layout);
      writer.define(name, layout, writer.node('PRelu', name, [writer.value(input, layout), slope]));
      return;
    }
    case 'softmax':
      writer.define(
        name,
        'natural',
        writer.node('Softmax', name, [writer.value(input, 'natural')], { axis: -1 }),
      );
      return;
    case 'arithmetic':
      writeArithmetic(layer, writer);
      return;
    case 'concat': {
      const layout = commonLayout(inputs, writer);
      const rank = writer.shapeOf(input).length;
      const values = inputs.map((each) => writer.value(each, layout));
      // A vector's planar form is an image of one pixel, its values along the channels.
      const axis = layout === 'planar' && rank === 1 ? 1 : axisIn(layout, rank, layer.axis);
      writer.define(name, layout, writer.node('Concat', name, values, { axis }));
      return;
    }
    case 'reshape':
      writeReshape(name, input, layer.shape, writer);
      return;
    case 'transpose':
      writer.define(
        name,
        'natural',
        writer.node('Transpose', name, [writer.value(input, 'natural')], {
          perm: [0, ...layer.permutation.map((axis) => axis + 1)],
        }),
      );
      return;
    case 'pad': {
      const layout = imageLayout(input, writer);
      const pads = [0, ...inOrderOf(layout, layer.before), 0, ...inOrderOf(layout, layer.after)];
      const constants = [
        writer.integers(`${name}@pads`, pads),
        writer.floats(`${name}@value`, [], Float32Array.of(layer.value)),
        // Naming all axes changes nothing, but keeps onnxruntime 1.30 (PadFusion) from making the zeros the padding of
        // a pooling that follows, where they would no longer take part in the maximum.
        writer.integers(
          `${name}@axes`,
          Array.from({ length: layer.before.length + 1 }, (_, axis) => axis),
        ),
      ];
      writer.define(name, layout, writer.node('Pad', name, [writer.value(input, layout), ...constants]));
      return;
    }
    case 'slice': {
      const layout = imageLayout(input, writer);
      const ends = layer.start.map((start, axis) => {
        const end = start + (layer.size[axis] ?? 0) * (layer.step[axis] ?? 1);
        // Going down, the place before the first one has no number of its own: -1 would mean the last.
        return end < 0 ? Number.MIN_SAFE_INTEGER : end;
      });
      const lists = { starts: layer.start, ends, axes: ends.map((_, axis) => axis + 1), steps: layer.step };
      const constants = Object.entries(lists).map(([key, list]) =>
        writer.integers(`${name}@${key}`, key === 'axes' ? list : inOrderOf(layout, list)),
      );
      writer.define(name, layout, writer.node('Slice', name, [writer.value(input, layout), ...constants]));
      return;
    }
    case 'resize': {
      const [height = 1, width = 1] = writer.shapeOf(input);
      const scales = Float32Array.of(1, 1, scaleTo(layer.height, height), scaleTo(layer.width, width));
      writer.define(
        name,
        'planar',
        writer.node(
          'Resize',
          name,
          [writer.value(input, 'planar'), '', writer.floats(`${name}@scales`, [4], scales)],
          {
            mode: { text: layer.method === 'nearest' ? 'nearest' : 'linear' },
            coordinate_transformation_mode: { text: 'half_pixel' },
            // floor(x + 0.5) on half-pixel centres is TensorFlow's floor((y + 0.5) * scale).
            nearest_mode: { text: 'round_prefer_ceil' },
          },
        ),
      );
      return;
    }
    case 'identity': {
      const layout = writer.layoutOf(input);
      writer.define(name, layout, writer.node('Identity', name, [writer.value(input, layout)]));
      return;
    }
    default:
      layer satisfies never;
  }
}

/**
 * The factor by which onnxruntime makes `size` of `oldSize`: floor(oldSize * factor), in float32. Sizes of two axes
 * alone would be plainer, but where a transpose follows, onnxruntime 1.30 takes the two for four and fails.
 */
export function scaleTo(size: number, oldSize: number): number {
  const factor = Math.fround(size / oldSize);
  return Math.fround(factor * oldSize) >= size ? factor : factor * (1 + 2 ** -23);
}

/** A layer that may end with an activation: `write` gets the name for its own value. */
function writeActivated(
  { name, activation }: Layer & { kind: 'conv2d' | 'dense' },
  layout: Layout,
  writer: GraphWriter,
  write: (valueName: string) => string,
): void {
  const value = activation ? writeActivation(activation, name, write(`${name}@linear`), writer) : write(name);
  writer.define(name, layout, value);
}

function writeDense(layer: Layer & { kind: 'dense' }, valueName: string, writer: GraphWriter): string {
  const { name, kernel, bias } = layer;
  const [input = ''] = layer.inputs;
  const source = writer.value(input, 'natural');
  const weights = writer.tensor(`${name}@kernel`, kernel);
  const biases = bias ? [writer.floats(`${name}@bias`, [bias.length], bias)] : [];
  if (writer.shapeOf(input).length === 1) return writer.node('Gemm', valueName, [source, weights, ...biases]);
  const [offset] = biases;
  if (offset === undefined) return writer.node('MatMul', valueName, [source, weights]);
  return writer.node('Add', valueName, [writer.node('MatMul', `${name}@product`, [source, weights]), offset]);
}

function writeAffine({ name, inputs, scale, offset }: AffineLayer, writer: GraphWriter): void {
  const [input = ''] = inputs;
  const layout = writer.layoutOf(input);
  const rank = rankIn(layout, writer.shapeOf(input));
  const constant = (key: string, data: Float32Array) =>
    writer.spreadConstant(`${name}@${key}`, { shape: [data.length], data }, rank, layout);
  const isScaled = scale.some((factor) => factor !== 1);
  const isShifted = offset.some((shift) => shift !== 0) || !isScaled;
  const source = writer.value(input, layout);
  const scaled = isScaled
    ? writer.node('Mul', isShifted ? `${name}@scaled` : name, [source, constant('scale', scale)])
    : source;
  if (isShifted) writer.node('Add', name, [scaled, constant('offset', offset)]);
  writer.define(name, layout, name);
}

const REDUCTIONS = { mean: 'ReduceMean', sum: 'ReduceSum', max: 'ReduceMax', min: 'ReduceMin' } as const;
const GLOBAL_POOLS = { mean: 'GlobalAveragePool', max: 'GlobalMaxPool' } as const;

function writeReduce(layer: Layer & { kind: 'reduce' }, writer: GraphWriter): void {
  const { name, operation, axes, keepDims } = layer;
  const [input = ''] = layer.inputs;
  const shape = writer.shapeOf(input);
  const isOverImage = shape.length === 3 && axes.length === 2 && axes[0] === 0 && axes[1] === 1;
  if (isOverImage && (operation === 'mean' || operation === 'max')) {
    // (batch, channels, 1, 1): the planar form of both (1, 1, channels) and (channels).
    const pooled = writer.node(GLOBAL_POOLS[operation], name, [writer.value(input, 'planar')]);
    writer.define(name, 'planar', pooled);
    return;
  }
  const list = writer.integers(
    `${name}@axes`,
    axes.map((axis) => axis + 1),
  );
  const source = [writer.value(input, 'natural'), list];
  if (!keepDims && axes.length === shape.length) {
    const single = writer.node(REDUCTIONS[operation], `${name}@reduced`, source, { keepdims: 1 });
    const sizes = writer.integers(`${name}@shape`, [0, 1]);
    writer.define(name, 'natural', writer.node('Reshape', name, [single, sizes]));
    return;
  }
  writer.define(
    name,
    'natural',
    writer.node(REDUCTIONS[operation], name, source, { keepdims: keepDims ? 1 : 0 }),
  );
}

const OPERATIONS = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  power: 'Pow',
  maximum: 'Max',
  minimum: 'Min',
} as const;

function writeArithmetic(
  { name, inputs, operation }: Layer & { kind: 'arithmetic' },
  writer: GraphWriter,
): void {
  const layout = commonLayout(inputs, writer);
  const rank = Math.max(...inputs.map((each) => writer.shapeOf(each).length));
  const values = inputs.map((each, i) => writer.operand(each, `${name}@input${i}`, rank, layout));
  const last = values.length - 1;
  values.reduce((merged, next, i) =>
    writer.node(OPERATIONS[operation], i === last ? name : `${name}@${i}`, [merged, next]),
  );
  writer.define(name, layout, name);
}

/** Keras reshapes (height, width, channels). One pixel is the same image and vector in planar form: nothing to do. */
function writeReshape(name: string, input: string, target: Shape, writer: GraphWriter): void {
  if (isOnePixel(writer.shapeOf(input)) && isOnePixel(target)) {
    writer.alias(name, input);
    return;
  }
  // 0 keeps the batch dimension as it is.
  const sizes = writer.integers(`${name}@shape`, [0, ...target]);
  writer.define(name, 'natural', writer.node('Reshape', name, [writer.value(input, 'natural'), sizes]));
}

/** Planar when one input with more than one pixel is, so that the large values stay where they are. */
function commonLayout(inputs: readonly string[], writer: GraphWriter): Layout {
  if (inputs.some((name) => writer.shapeOf(name).length > 3)) return 'natural';
  const isLarge = (name: string) => !isOnePixel(writer.shapeOf(name));
  const judges = inputs.some(isLarge) ? inputs.filter(isLarge) : inputs;
  return judges.some((name) => writer.layoutOf(name) === 'planar') ? 'planar' : 'natural';
}

/** A vector's planar form has other axes than the vector: what works by axis reads it as it is. */
function imageLayout(input: string, writer: GraphWriter): Layout {
  return writer.shapeOf(input).length === 3 ? writer.layoutOf(input) : 'natural';
}

function rankIn(layout: Layout, shape: Shape): number {
  return layout === 'planar' ? 3 : shape.length;
}

function isOnePixel(shape: Shape): boolean {
  return shape.length === 1 || (shape.length === 3 && shape[0] === 1 && shape[1] === 1);
}
