import { batchNormToAffine, type Layer } from '@slc/layer-graph';
import { ELEMENT_TYPE, PIXELS } from '@slc/onnx-file';
import type { GraphWriter } from './graph-writer.js';
import { writeInt8Activation } from './int8/activation.js';
import { writeInt8Affine, writeInt8Conv2d, writeInt8Dense } from './int8/weighted.js';
import { writeActivation } from './layers/activation.js';
import { writeArithmetic, writeConcat, writeMatmul, writeSelect } from './layers/joining.js';
import { writePool, writeReduce } from './layers/pooling.js';
import { writeResize } from './layers/resize.js';
import { writeAffine, writeLayerNorm, writePrelu } from './layers/scaling.js';
import { writePad, writeReshape, writeSlice, writeTranspose } from './layers/shaping.js';
import { writeConv2d, writeDense } from './layers/weighted.js';
import type { Layout } from './layout.js';

/** Adds a layer's operators and records its value. */
export function writeLayer(layer: Layer, writer: GraphWriter): void {
  writer.layer(layer, (encoding) => {
    switch (encoding) {
      case 'int8':
      case 'sum':
        return writeInt8Operators(layer, writer);
      case 'cut': {
        // The values themselves: nothing of them is outside the steps that they are rounded to.
        const [input = ''] = layer.inputs;
        const layout = writer.layoutOf(input);
        writer.define(layer.name, layout, writer.value(input, layout));
        return null;
      }
      case 'float':
      case 'bytes':
      case 'pixels':
        return writeOperators(layer, writer);
      default:
        return encoding satisfies never;
    }
  });
}

/** Layers whose operators differ in int8; those of the others compute on bytes as they are. */
function writeInt8Operators(layer: Layer, writer: GraphWriter): Layout | null {
  switch (layer.kind) {
    case 'conv2d':
      return writeInt8Conv2d(layer, writer);
    case 'dense':
      return writeInt8Dense(layer, writer);
    case 'affine':
      return writeInt8Affine(layer, writer);
    case 'activation': {
      const [source = ''] = layer.inputs;
      const layout = writer.layoutOf(source);
      const value = {
        name: layer.name,
        input: writer.value(source, layout),
        inputStep: writer.stepOf(source),
      };
      writeInt8Activation(layer.activation, value, writer);
      return layout;
    }
    default:
      return writeOperators(layer, writer);
  }
}

/**
 * One case a layer kind. The last operator has the layer's name.
 *
 * @returns the layout of that operator's value; null for a layer that needs no operator, whose value is recorded already
 */
function writeOperators(layer: Layer, writer: GraphWriter): Layout | null {
  const { name } = layer;
  const [input = ''] = layer.inputs;
  switch (layer.kind) {
    case 'input': {
      // Transposed while still bytes: a quarter of the memory traffic.
      const planar = writer.node('Transpose', `${name}@pixels`, [PIXELS], { perm: [0, 3, 1, 2] });
      if (writer.encoding === 'bytes') writer.define(name, 'planar', planar);
      else writer.node('Cast', name, [planar], { to: ELEMENT_TYPE.float32 });
      return writer.encoding === 'bytes' ? null : 'planar';
    }
    case 'constant':
      writer.defineConstant(name, layer.value);
      return null;
    case 'conv2d':
      return writeConv2d(layer, writer);
    case 'dense':
      return writeDense(layer, writer);
    case 'pool':
      return writePool(layer, writer);
    case 'reduce':
      return writeReduce(layer, writer);
    case 'batch-norm':
      return writeAffine(batchNormToAffine(layer), writer);
    case 'layer-norm':
      return writeLayerNorm(layer, writer);
    case 'affine':
      return writeAffine(layer, writer);
    case 'activation': {
      const layout = writer.layoutOf(input);
      writeActivation(layer.activation, { name, input: writer.value(input, layout) }, writer);
      return layout;
    }
    case 'prelu':
      return writePrelu(layer, writer);
    case 'softmax':
      writer.node('Softmax', name, [writer.value(input, 'natural')], { axis: -1 });
      return 'natural';
    case 'arithmetic':
      return writeArithmetic(layer, writer);
    case 'select':
      return writeSelect(layer, writer);
    case 'concat':
      return writeConcat(layer, writer);
    case 'matmul':
      return writeMatmul(layer, writer);
    case 'reshape':
      return writeReshape(layer, writer);
    case 'transpose':
      return writeTranspose(layer, writer);
    case 'pad':
      return writePad(layer, writer);
    case 'slice':
      return writeSlice(layer, writer);
    case 'resize':
      return writeResize(layer, writer);
    case 'identity': {
      const layout = writer.layoutOf(input);
      writer.node('Identity', name, [writer.value(input, layout)]);
      return layout;
    }
    default:
      return layer satisfies never;
  }
}
