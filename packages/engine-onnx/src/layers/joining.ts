import type { ArithmeticLayer, ConcatLayer, MatmulLayer, SelectLayer } from '@slc/layer-graph';
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

export function writeArithmetic(layer: ArithmeticLayer, writer: GraphWriter): Layout {
  const { name, operation } = layer;
  const { values, layout } = operandsOf(layer, writer);
  const last = values.length - 1;
  values.reduce((merged, next, i) =>
    writer.node(OPERATIONS[operation], i === last ? name : `${name}@${i}`, [merged, next]),
  );
  return layout;
}

export function writeSelect(layer: SelectLayer, writer: GraphWriter): Layout {
  const { name } = layer;
  const { values, layout } = operandsOf(layer, writer);
  const [condition = '', ...choices] = values;
  const zero = writer.floats(`${name}@zero`, [], Float32Array.of(0));
  const isAbove = writer.node('Greater', `${name}@above`, [condition, zero]);
  writer.node('Where', name, [isAbove, ...choices]);
  return layout;
}

/** A layer's inputs, made ready to be brought together element by element. */
function operandsOf({ name, inputs }: ArithmeticLayer | SelectLayer, writer: GraphWriter) {
  const layout = commonLayout(inputs, writer);
  const rank = Math.max(...inputs.map((input) => writer.shapeOf(input).length));
  const values = inputs.map((input, i) => writer.operand(input, { name: `${name}@input${i}`, rank, layout }));
  return { values, layout };
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
