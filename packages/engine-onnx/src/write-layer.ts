import { batchNormToAffine, type Layer } from '@slc/layer-graph';
import type { GraphWriter } from './graph-writer.js';
import { writeActivation } from './layers/activation.js';
import { writeArithmetic, writeConcat, writeMatmul, writeSelect } from './layers/joining.js';
import { writePool, writeReduce } from './layers/pooling.js';
import { writeResize } from './layers/resize.js';
import { writeAffine, writeLayerNorm, writePrelu } from './layers/scaling.js';
import { writePad, writeReshape, writeSlice, writeTranspose } from './layers/shaping.js';
import { writeConv2d, writeDense } from './layers/weighted.js';
import type { Layout } from './layout.js';
import { ELEMENT_TYPE } from './onnx.js';
import { PIXELS } from './value-names.js';

/** Adds a layer's operators and records its value. */
export function writeLayer(layer: Layer, writer: GraphWriter): void {
  const layout = writeOperators(layer, writer);
  if (layout) writer.define(layer.name, layout);
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
      writer.node('Cast', name, [planar], { to: ELEMENT_TYPE.float32 });
      return 'planar';
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
