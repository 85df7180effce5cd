import type { ArithmeticLayer, ConcatLayer, MatmulLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { axisIn, isOnePixel, type Layout } from '../layout.js';

const OPERATIONS = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  power: 'Pow',
  maximum: 'Max',
  minimum: 'Min',
} as const;

export function writeArithmetic({ name, inputs, operation }: ArithmeticLayer, writer: GraphWriter): Layout {
  const layout = commonLayout(inputs, writer);
  const rank = Math.max(...inputs.map((input) => writer.shapeOf(input).length));
  const values = inputs.map((input, i) => writer.operand(input, { name: `${name}@input${i}`, rank, layout }));
  const last = values.length - 1;
  values.reduce((merged, next, i) =>
    writer.node(OPERATIONS[operation], i === last ? name : `${name}@${i}`, [merged, next]),
  );
  return layout;
}

export function writeConcat(layer: ConcatLayer, writer: GraphWriter): Layout {
  const { name, inputs } = layer;
  const layout = commonLayout(inputs, writer);
  const rank = writer.shapeOf(inputs[0] ?? '').length;
  const values = inputs.map((input) => writer.value(input, layout));
  // A vector's planar form is an image of one pixel, its values along the channels.
  const axis = layout === 'planar' && rank === 1 ? 1 : axisIn(layout, rank, layer.axis);
  writer.node('Concat', name, values, { axis });
  return layout;
}

export function writeMatmul({ name, inputs }: MatmulLayer, writer: GraphWriter): Layout {
  writer.node(
    'MatMul',
    name,
    inputs.map((input, i) => writer.matrix(input, `${name}@input${i}`)),
  );
  return 'natural';
}

/** Planar when one of the inputs with more than one pixel is planar, so that large values are not moved. */
function commonLayout(inputs: readonly string[], writer: GraphWriter): Layout {
  if (inputs.some((name) => writer.shapeOf(name).length > 3)) return 'natural';
  const isLarge = (name: string) => !isOnePixel(writer.shapeOf(name));
  const judges = inputs.some(isLarge) ? inputs.filter(isLarge) : inputs;
  return judges.some((name) => writer.layoutOf(name) === 'planar') ? 'planar' : 'natural';
}
