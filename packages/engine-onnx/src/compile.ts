import {
  type Conv2dLayer,
  type Layer,
  type LayerGraph,
  type Shape,
  samePadding,
  shapesOf,
} from '@slc/layer-graph';
import { toOutputFirst } from './kernel-layout.js';
import { ELEMENT_TYPE, floatTensor, integerTensor, type OnnxNode, onnxModel } from './onnx.js';
import type { Message } from './protobuf.js';

/** To be raised with every change of what the compiler writes: cached models of another version are not used. */
export const ONNX_COMPILER_VERSION = '1';

/** Values that are not a layer's have an `@` in their name, which TensorFlow does not allow in a layer's. */
export const PIXELS = '@pixels';
export const LOGITS = '@logits';

/**
 * Compiles a layer graph to an ONNX model.
 * Input `@pixels`: uint8 (batch, height, width, 3). Output `@logits`: float32 (batch, classes). The batch is free.
 * Inside, images lie as onnxruntime wants them: (batch, channels, height, width).
 *
 * @returns the file's bytes in chunks, which refer to the graph's weights where their layout allows
 */
export function compileToOnnx(graph: LayerGraph): readonly Uint8Array[] {
  const shapes = shapesOf(graph);
  const writer = createGraphWriter(shapes);
  for (const layer of graph.layers) writeLayer(layer, writer);
  writer.node('Identity', LOGITS, [graph.output]);

  const inputShape = graph.layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  const outputShape = shapes.get(graph.output) ?? [];
  return onnxModel(
    {
      nodes: writer.nodes,
      initializers: writer.initializers,
      input: { name: PIXELS, elementType: ELEMENT_TYPE.uint8, dimensions: ['batch', ...inputShape] },
      output: { name: LOGITS, elementType: ELEMENT_TYPE.float32, dimensions: ['batch', ...outputShape] },
    },
    ONNX_COMPILER_VERSION,
  ).chunks;
}

interface GraphWriter {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Message[];
  shapeOf(layerName: string): Shape;
  /** Adds an operator; its value is called `name`, like the layer whose value it computes. */
  node(
    operator: string,
    name: string,
    inputs: readonly string[],
    attributes?: OnnxNode['attributes'],
  ): string;
  /** Adds a constant. @returns its name */
  floats(name: string, shape: Shape, data: Float32Array): string;
  integers(name: string, values: readonly number[]): string;
}

function createGraphWriter(shapes: ReadonlyMap<string, Shape>): GraphWriter {
  const nodes: OnnxNode[] = [];
  const initializers: Message[] = [];
  return {
    nodes,
    initializers,
    shapeOf: (layerName) => shapes.get(layerName) ?? [],
    node(operator, name, inputs, attributes = {}) {
      nodes.push({ operator, name, inputs, output: name, attributes });
      return name;
    },
    floats(name, shape, data) {
      initializers.push(floatTensor(name, shape, data));
      return name;
    },
    integers(name, values) {
      initializers.push(integerTensor(name, values));
      return name;
    },
  };
}

function writeLayer(layer: Layer, writer: GraphWriter): void {
  const { name, inputs } = layer;
  const [input = ''] = inputs;
  switch (layer.kind) {
    case 'input': {
      // Transposed while still bytes: a quarter of the memory traffic.
      const planar = writer.node('Transpose', `${name}@planar`, [PIXELS], { perm: [0, 3, 1, 2] });
      writer.node('Cast', name, [planar], { to: ELEMENT_TYPE.float32 });
      return;
    }
    case 'conv2d':
      writeConv2d(layer, writer);
      return;
    case 'dense': {
      const kernel = writer.floats(`${name}@kernel`, layer.kernel.shape, layer.kernel.data);
      const bias = layer.bias ? [writer.floats(`${name}@bias`, [layer.bias.length], layer.bias)] : [];
      writer.node('Gemm', name, [input, kernel, ...bias]);
      return;
    }
    case 'batch-norm': {
      const vectors = (['gamma', 'beta', 'mean', 'variance'] as const).map((key) =>
        writer.floats(`${name}@${key}`, [layer[key].length], layer[key]),
      );
      writer.node('BatchNormalization', name, [input, ...vectors], { epsilon: { float: layer.epsilon } });
      return;
    }
    case 'affine': {
      const isImage = writer.shapeOf(input).length === 3;
      const shapeOf = (values: Float32Array): Shape => (isImage ? [values.length, 1, 1] : [values.length]);
      const scale = writer.floats(`${name}@scale`, shapeOf(layer.scale), layer.scale);
      const offset = writer.floats(`${name}@offset`, shapeOf(layer.offset), layer.offset);
      writer.node('Add', name, [writer.node('Mul', `${name}@scaled`, [input, scale]), offset]);
      return;
    }
    case 'activation':
      writeActivation(layer, input, writer);
      return;
    case 'softmax':
      writer.node('Softmax', name, [input], { axis: -1 });
      return;
    case 'global-average-pool': {
      if (layer.keepDims) writer.node('GlobalAveragePool', name, [input]);
      else writer.node('Flatten', name, [writer.node('GlobalAveragePool', `${name}@pooled`, [input])]);
      return;
    }
    case 'reshape':
      writeReshape(name, input, layer.shape, writer);
      return;
    case 'add':
    case 'multiply': {
      const operator = layer.kind === 'add' ? 'Add' : 'Mul';
      inputs.reduce((sum, next, i) =>
        writer.node(operator, i === inputs.length - 1 ? name : `${name}@${i}`, [sum, next]),
      );
      return;
    }
    case 'identity':
      writer.node('Identity', name, [input]);
      return;
    default:
      layer satisfies never;
  }
}

function writeConv2d(layer: Conv2dLayer, writer: GraphWriter): void {
  const { name, kernel, bias, strides, dilation, groups, padding } = layer;
  const [input = ''] = layer.inputs;
  const [height = 0, width = 0] = writer.shapeOf(input);
  const [kernelHeight = 0, kernelWidth = 0] = kernel.shape;
  const along = (size: number, kernelSize: number, axis: 0 | 1) =>
    padding === 'same' ? samePadding(size, kernelSize, strides[axis], dilation[axis]) : ([0, 0] as const);
  const [top, bottom] = along(height, kernelHeight, 0);
  const [left, right] = along(width, kernelWidth, 1);

  const weights = toOutputFirst(kernel);
  const constants = [writer.floats(`${name}@kernel`, weights.shape, weights.data)];
  if (bias) constants.push(writer.floats(`${name}@bias`, [bias.length], bias));
  writer.node('Conv', name, [input, ...constants], {
    kernel_shape: [kernelHeight, kernelWidth],
    strides,
    dilations: dilation,
    group: groups,
    pads: [top, left, bottom, right],
  });
}

function writeActivation(
  layer: Extract<Layer, { kind: 'activation' }>,
  input: string,
  writer: GraphWriter,
): void {
  const { name, activation } = layer;
  switch (activation) {
    case 'relu':
      writer.node('Relu', name, [input]);
      return;
    case 'relu6': {
      const low = writer.floats(`${name}@low`, [], Float32Array.of(0));
      const high = writer.floats(`${name}@high`, [], Float32Array.of(6));
      writer.node('Clip', name, [input, low, high]);
      return;
    }
    case 'swish':
      writer.node('Mul', name, [input, writer.node('Sigmoid', `${name}@sigmoid`, [input])]);
      return;
    case 'sigmoid':
      writer.node('Sigmoid', name, [input]);
      return;
    case 'tanh':
      writer.node('Tanh', name, [input]);
      return;
    default:
      activation satisfies never;
  }
}

/**
 * Keras reshapes (height, width, channels). Where an image is planar here, it is turned for the purpose, unless
 * it has one pixel: then both layouts are the same.
 */
function writeReshape(name: string, input: string, target: Shape, writer: GraphWriter): void {
  const source = writer.shapeOf(input);
  const interleaved = isPlanarImage(source)
    ? writer.node('Transpose', `${name}@interleaved`, [input], { perm: [0, 2, 3, 1] })
    : input;
  const [height = 1, width = 1, channels = 1] = target;
  const isOnePixel = target.length === 3 && !isPlanarImage(target);
  // 0 keeps the batch dimension as it is.
  const sizes = writer.integers(`${name}@shape`, [0, ...(isOnePixel ? [channels, height, width] : target)]);
  if (!isPlanarImage(target)) {
    writer.node('Reshape', name, [interleaved, sizes]);
    return;
  }
  const reshaped = writer.node('Reshape', `${name}@reshaped`, [interleaved, sizes]);
  writer.node('Transpose', name, [reshaped], { perm: [0, 3, 1, 2] });
}

function isPlanarImage(shape: Shape): boolean {
  return shape.length === 3 && (shape[0] !== 1 || shape[1] !== 1);
}
