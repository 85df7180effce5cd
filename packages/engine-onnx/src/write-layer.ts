import { batchNormToAffine, type Layer } from '@slc/layer-graph';
import type { GraphWriter } from './graph-writer.js';
import { writeActivation } from './layers/activation.js';
import { writeConv2d } from './layers/conv2d.js';
import { writeDense } from './layers/dense.js';
import { writeArithmetic, writeConcat } from './layers/joining.js';
import { writePool, writeReduce } from './layers/pooling.js';
import { writeResize } from './layers/resize.js';
import { writeAffine, writeLayerNorm, writePrelu } from './layers/scaling.js';
import { writePad, writeReshape, writeSlice, writeTranspose } from './layers/shaping.js';
import { ELEMENT_TYPE } from './onnx.js';
import { PIXELS } from './value-names.js';

/** Adds a layer's operators and records its value: one case a layer kind. */
export function writeLayer(layer: Layer, writer: GraphWriter): void {
  const { name } = layer;
  const [input = ''] = layer.inputs;
  switch (layer.kind) {
    case 'input': {
      // Transposed while still bytes: a quarter of the memory traffic.
      const planar = writer.node('Transpose', `${name}@pixels`, [PIXELS], { perm: [0, 3, 1, 2] });
      writer.define(name, 'planar', writer.node('Cast', name, [planar], { to: ELEMENT_TYPE.float32 }));
      break;
    }
    case 'constant':
      writer.defineConstant(name, layer.value);
      break;
    case 'conv2d':
      writeConv2d(layer, writer);
      break;
    case 'dense':
      writeDense(layer, writer);
      break;
    case 'pool':
      writePool(layer, writer);
      break;
    case 'reduce':
      writeReduce(layer, writer);
      break;
    case 'batch-norm':
      writeAffine(batchNormToAffine(layer), writer);
      break;
    case 'layer-norm':
      writeLayerNorm(layer, writer);
      break;
    case 'affine':
      writeAffine(layer, writer);
      break;
    case 'activation': {
      const layout = writer.layoutOf(input);
      writeActivation(layer.activation, { name, input: writer.value(input, layout) }, writer);
      writer.define(name, layout, name);
      break;
    }
    case 'prelu':
      writePrelu(layer, writer);
      break;
    case 'softmax': {
      const source = [writer.value(input, 'natural')];
      writer.define(name, 'natural', writer.node('Softmax', name, source, { axis: -1 }));
      break;
    }
    case 'arithmetic':
      writeArithmetic(layer, writer);
      break;
    case 'concat':
      writeConcat(layer, writer);
      break;
    case 'reshape':
      writeReshape(layer, writer);
      break;
    case 'transpose':
      writeTranspose(layer, writer);
      break;
    case 'pad':
      writePad(layer, writer);
      break;
    case 'slice':
      writeSlice(layer, writer);
      break;
    case 'resize':
      writeResize(layer, writer);
      break;
    case 'identity': {
      const layout = writer.layoutOf(input);
      writer.define(name, layout, writer.node('Identity', name, [writer.value(input, layout)]));
      break;
    }
    default:
      layer satisfies never;
  }
}
