import type { AffineLayer, LayerNormLayer, PreluLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import type { Layout } from '../layout.js';

export function writeAffine({ name, inputs, scale, offset }: AffineLayer, writer: GraphWriter): Layout {
  const [input = ''] = inputs;
  const layout = writer.layoutOf(input);
  const rank = writer.shapeOf(input).length;
  const constant = (key: string, data: Float32Array) =>
    writer.spreadConstant({ shape: [data.length], data }, { name: `${name}@${key}`, rank, layout });
  const isScaled = scale.some((factor) => factor !== 1);
  const isShifted = offset.some((shift) => shift !== 0) || !isScaled;
  const source = writer.value(input, layout);
  const scaled = isScaled
    ? writer.node('Mul', isShifted ? `${name}@scaled` : name, [source, constant('scale', scale)])
    : source;
  if (isShifted) writer.node('Add', name, [scaled, constant('offset', offset)]);
  return layout;
}

export function writeLayerNorm(layer: LayerNormLayer, writer: GraphWriter): Layout {
  const { name, inputs, gamma, beta, epsilon } = layer;
  const values = [
    writer.value(inputs[0] ?? '', 'natural'),
    writer.floats(`${name}@gamma`, [gamma.length], gamma),
    writer.floats(`${name}@beta`, [beta.length], beta),
  ];
  writer.node('LayerNormalization', name, values, { axis: -1, epsilon: { float: epsilon } });
  return 'natural';
}

export function writePrelu({ name, inputs, slope }: PreluLayer, writer: GraphWriter): Layout {
  const [input = ''] = inputs;
  const layout = writer.layoutOf(input);
  const rank = writer.shapeOf(input).length;
  const slopes = writer.spreadConstant(slope, { name: `${name}@slope`, rank, layout });
  writer.node('PRelu', name, [writer.value(input, layout), slopes]);
  return layout;
}
