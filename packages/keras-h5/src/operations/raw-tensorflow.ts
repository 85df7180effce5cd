import type { ResizeMethod } from '@slc/layer-graph';
import { z } from 'zod';
import type { CallResult, LayerCall } from '../layer-call.js';
import { refusal, show } from '../layer-call.js';
import { defineLayer, type LayerTable } from '../layers/define-layer.js';
import { arithmetic, reciprocal, rsqrt, scaled, square, squaredDifference } from './arithmetic.js';
import { blocks } from './blocks.js';
import { choice, comparison, logic, negation } from './comparison.js';
import type { Operation } from './define-operation.js';
import { summationByLetters } from './einsum.js';
import { activation, casting, clip, leakyRelu, plain, sign, unchanged } from './elementwise.js';
import { softmax } from './normalising.js';
import { pooling, reduction, resizing } from './pooling.js';
import { matrixProduct } from './products.js';
import { concatenation, expansion, flipping, padding, reshaping, squeezing, transposing } from './shaping.js';
import { shapeOf } from './sizes.js';
import { slicing } from './slicing.js';
import { splitting, stacking, taking, tiling, unstacking } from './splitting.js';

/** An operation's inputs in order, constants among them, and its attributes. */
interface Node {
  readonly inputs: readonly unknown[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** How TensorFlow's own operations are read: their inputs and attributes as the arguments of a function. */
type Reader = (call: LayerCall, node: Node) => CallResult;

/** Inputs in the function's order, then the named attributes. */
const plainly =
  (write: Operation, ...attributes: readonly string[]): Reader =>
  (call, node) =>
    write({
      ...call,
      positional: [...node.inputs, ...attributes.map((name) => node.attributes[name])],
      named: {},
    });

/** All inputs are one list. @param last whether the last one is an argument of its own */
const asList =
  (write: Operation, { last, attribute }: { readonly last?: true; readonly attribute?: string }): Reader =>
  (call, { inputs, attributes }) => {
    const list = last ? inputs.slice(0, -1) : inputs;
    const rest = last ? inputs.at(-1) : attributes[attribute ?? ''];
    return write({ ...call, positional: [list, rest], named: {} });
  };

const halfPixels =
  (method: 'nearest' | 'bilinear' | 'bicubic'): Reader =>
  (call, { inputs: [images, size], attributes }) => {
    if (attributes.half_pixel_centers !== true)
      throw refusal(call, 'expected a resize on half-pixel centres');
    return resizedBy(method, call, [images, size]);
  };

const resizedBy = (method: ResizeMethod, call: LayerCall, imagesAndSize: readonly unknown[]) =>
  resizing('images size interpolation')({ ...call, positional: [...imagesAndSize, method], named: {} });

/** By the operation's name. */
const OPERATIONS: Readonly<Record<string, Reader>> = {
  Add: plainly(arithmetic('add', 'x y')),
  AddV2: plainly(arithmetic('add', 'x y')),
  BiasAdd: plainly(arithmetic('add', 'x y')),
  Sub: plainly(arithmetic('subtract', 'x y')),
  Mul: plainly(arithmetic('multiply', 'x y')),
  RealDiv: plainly(arithmetic('divide', 'x y')),
  Div: plainly(arithmetic('divide', 'x y')),
  Pow: plainly(arithmetic('power', 'x y')),
  Maximum: plainly(arithmetic('maximum', 'x y')),
  Minimum: plainly(arithmetic('minimum', 'x y')),
  SquaredDifference: plainly(squaredDifference('x y')),
  Neg: plainly(scaled(-1, 'x')),
  Square: plainly(square('x')),
  Sqrt: plainly(plain({ kind: 'sqrt' }, 'x')),
  Rsqrt: plainly(rsqrt('x')),
  Reciprocal: plainly(reciprocal('x')),
  Inv: plainly(reciprocal('x')),
  Exp: plainly(plain({ kind: 'exp' }, 'x')),
  Log: plainly(plain({ kind: 'log' }, 'x')),
  Abs: plainly(plain({ kind: 'abs' }, 'x')),
  Erf: plainly(plain({ kind: 'erf' }, 'x')),
  Sign: plainly(sign('x')),
  Relu: plainly(activation('relu', 'x')),
  Relu6: plainly(activation('relu6', 'x')),
  LeakyRelu: plainly(leakyRelu('x alpha'), 'alpha'),
  Elu: plainly(activation('elu', 'x')),
  Selu: plainly(activation('selu', 'x')),
  Sigmoid: plainly(activation('sigmoid', 'x')),
  Tanh: plainly(activation('tanh', 'x')),
  Softplus: plainly(activation('softplus', 'x')),
  Softsign: plainly(activation('softsign', 'x')),
  Softmax: plainly(softmax('x')),
  ClipByValue: plainly(clip('x low high')),
  Mean: plainly(reduction('mean', 'x axis keep_dims'), 'keep_dims'),
  Sum: plainly(reduction('sum', 'x axis keep_dims'), 'keep_dims'),
  Max: plainly(reduction('max', 'x axis keep_dims'), 'keep_dims'),
  Min: plainly(reduction('min', 'x axis keep_dims'), 'keep_dims'),
  MaxPool: plainly(pooling('max', 'x ksize strides padding'), 'ksize', 'strides', 'padding'),
  AvgPool: plainly(pooling('average', 'x ksize strides padding'), 'ksize', 'strides', 'padding'),
  ResizeBilinear: halfPixels('bilinear'),
  ResizeNearestNeighbor: halfPixels('nearest'),
  ResizeBicubic: halfPixels('bicubic'),
  ResizeArea: (call, { inputs, attributes: { align_corners } }) => {
    if (align_corners === true) throw refusal(call, 'expected a resize that does not align the corners');
    return resizedBy('area', call, inputs);
  },
  MatMul: plainly(matrixProduct('a b transpose_a transpose_b'), 'transpose_a', 'transpose_b'),
  BatchMatMul: plainly(matrixProduct('a b adj_x adj_y'), 'adj_x', 'adj_y'),
  BatchMatMulV2: plainly(matrixProduct('a b adj_x adj_y'), 'adj_x', 'adj_y'),
  Einsum: (call, { inputs, attributes }) =>
    summationByLetters('equation')({ ...call, positional: inputs, named: {} }, attributes),
  Greater: plainly(comparison('greater', 'x y')),
  GreaterEqual: plainly(comparison('greater-equal', 'x y')),
  Less: plainly(comparison('less', 'x y')),
  LessEqual: plainly(comparison('less-equal', 'x y')),
  Equal: plainly(comparison('equal', 'x y')),
  NotEqual: plainly(comparison('not-equal', 'x y')),
  LogicalAnd: plainly(logic('and', 'x y')),
  LogicalOr: plainly(logic('or', 'x y')),
  LogicalNot: plainly(negation('x')),
  SelectV2: plainly(choice('condition x y')),
  Select: plainly(choice('condition x y')),
  Reshape: plainly(reshaping('x shape')),
  Transpose: plainly(transposing('x perm')),
  Squeeze: plainly(squeezing('x axis'), 'squeeze_dims'),
  ExpandDims: plainly(expansion('x axis')),
  ConcatV2: asList(concatenation('values axis'), { last: true }),
  Pack: asList(stacking('values axis'), { attribute: 'axis' }),
  Unpack: plainly(unstacking('x num axis'), 'num', 'axis'),
  Split: (call, { inputs: [axis, x], attributes: { num_split } }) =>
    splitting('sizes', 'x count axis')({ ...call, positional: [x, num_split, axis], named: {} }),
  SplitV: plainly(splitting('sizes', 'x sizes axis')),
  GatherV2: plainly(taking('x indices axis')),
  Tile: plainly(tiling('x multiples')),
  ReverseV2: plainly(flipping('x axis')),
  Pad: plainly(padding('x margins')),
  PadV2: (call, { inputs: [x, margins, value] }) =>
    padding('x margins mode value')({ ...call, positional: [x, margins, 'constant', value], named: {} }),
  StridedSlice: stridedSlice,
  Shape: plainly(shapeOf('x')),
  SpaceToDepth: plainly(blocks('to channels', 'x size'), 'block_size'),
  DepthToSpace: plainly(blocks('to pixels', 'x size'), 'block_size'),
  Cast: plainly(casting('x dtype'), 'DstT'),
  Identity: plainly(unchanged('x')),
  StopGradient: plainly(unchanged('x')),
};

/** Python's x[…], whose items TensorFlow writes as three lists and a few numbers with one bit for each place. */
function stridedSlice(call: LayerCall, { inputs: [x, begin, end, strides], attributes }: Node): CallResult {
  const list = z.array(z.int());
  const [starts, stops, steps] = [begin, end, strides].map((each) => list.safeParse(each).data);
  if (!starts || !stops || !steps) throw refusal(call, 'expected a slice whose places are known');
  const has = (mask: string, place: number) => {
    const bits = z.int().catch(0).parse(attributes[mask]);
    return Math.floor(bits / 2 ** place) % 2 === 1;
  };
  const spec = starts.map((start, i) => {
    if (has('ellipsis_mask', i)) return '...';
    if (has('new_axis_mask', i)) return null;
    if (has('shrink_axis_mask', i)) return start;
    const [first, last] = [has('begin_mask', i) ? null : start, has('end_mask', i) ? null : stops[i]];
    return { start: first, stop: last, step: steps[i] };
  });
  return slicing('x spec')({ ...call, positional: [x, spec], named: {} });
}

/** An attribute in protobuf's JSON: whole numbers are texts there, and texts are base64. */
const attribute = z.union([
  z.object({ b: z.boolean() }).transform(({ b }) => b),
  z.object({ i: z.coerce.number() }).transform(({ i }) => i),
  z.object({ f: z.number() }).transform(({ f }) => f),
  z.object({ type: z.string() }).transform(({ type }) => type),
  z.object({ s: z.string() }).transform(({ s }) => Buffer.from(s, 'base64').toString('utf8')),
  z.object({ list: z.object({ i: z.array(z.coerce.number()) }) }).transform(({ list }) => list.i),
  z.unknown(),
]);

const node = z.object({
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attribute).default({}),
});

/** The layer in which TensorFlow 2.0 to 2.3 keep one operation between layers. */
export const RAW_TENSORFLOW_LAYERS: LayerTable = {
  TensorFlowOpLayer: defineLayer({
    options: {
      node_def: node.describe('an operation and its attributes'),
      constants: z.record(z.string(), z.unknown()).describe('inputs that are numbers'),
    },
    note: Object.keys(OPERATIONS).join(', '),
    read(call, { node_def: { op, input, attr }, constants }) {
      const read = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
      if (!read) throw refusal(call, `operation ${op} is not supported`);
      const { data_format } = attr;
      if (data_format !== undefined && data_format !== 'NHWC') {
        throw refusal(call, `data_format = ${show(data_format)}: expected the channels last`);
      }
      const values = call.positional.flat(2);
      const count = values.length + Object.keys(constants).length;
      if (count !== input.length) throw refusal(call, `expected ${input.length} inputs, got ${count}`);
      const inputs = input.map((_, i) => (Object.hasOwn(constants, i) ? constants[i] : values.shift()));
      return read(call, { inputs, attributes: attr });
    },
  }),
};
