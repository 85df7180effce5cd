import type { LayerTable } from '../layers/define-layer.js';
import { arithmetic, reciprocal, rsqrt, scaled, square } from './arithmetic.js';
import type { Operation } from './define-operation.js';
import { activation, casting, clip, elu, gelu, leakyRelu, plain, softmax, unchanged } from './elementwise.js';
import { pooling, reduction, resizing } from './pooling.js';
import { concatenation, expansion, flipping, padding, reshaping, squeezing, transposing } from './shaping.js';
import { slicing } from './slicing.js';

/** Keras 3's functions (`keras.ops`), by the class in which a model holds them. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  Add: arithmetic('add', 'x1 x2'),
  Subtract: arithmetic('subtract', 'x1 x2'),
  Multiply: arithmetic('multiply', 'x1 x2'),
  Divide: arithmetic('divide', 'x1 x2'),
  TrueDivide: arithmetic('divide', 'x1 x2'),
  Power: arithmetic('power', 'x1 x2'),
  Maximum: arithmetic('maximum', 'x1 x2'),
  Minimum: arithmetic('minimum', 'x1 x2'),
  Negative: scaled(-1, 'x'),
  Square: square('x'),
  Sqrt: plain({ kind: 'sqrt' }, 'x'),
  Rsqrt: rsqrt('x'),
  Reciprocal: reciprocal('x'),
  Exp: plain({ kind: 'exp' }, 'x'),
  Log: plain({ kind: 'log' }, 'x'),
  Absolute: plain({ kind: 'abs' }, 'x'),
  Abs: plain({ kind: 'abs' }, 'x'),
  Erf: plain({ kind: 'erf' }, 'x'),
  Relu: activation('relu', 'x'),
  Relu6: activation('relu6', 'x'),
  LeakyRelu: leakyRelu('x negative_slope'),
  Elu: elu('x alpha'),
  Selu: activation('selu', 'x'),
  Gelu: gelu('x', false),
  Silu: activation('silu', 'x'),
  Swish: activation('silu', 'x'),
  Sigmoid: activation('sigmoid', 'x'),
  HardSigmoid: activation('hard_sigmoid', 'x'),
  HardSilu: activation('hard_silu', 'x'),
  HardSwish: activation('hard_silu', 'x'),
  Tanh: activation('tanh', 'x'),
  HardTanh: activation('hard_tanh', 'x'),
  Softplus: activation('softplus', 'x'),
  Softsign: activation('softsign', 'x'),
  Mish: activation('mish', 'x'),
  Softmax: softmax('x axis'),
  Clip: clip('x x_min x_max'),
  Mean: reduction('mean', 'x axis keepdims'),
  Sum: reduction('sum', 'x axis keepdims'),
  Max: reduction('max', 'x axis keepdims'),
  Min: reduction('min', 'x axis keepdims'),
  Concatenate: concatenation('xs axis'),
  Reshape: reshaping('x newshape'),
  Squeeze: squeezing('x axis'),
  ExpandDims: expansion('x axis'),
  Transpose: transposing('x axes'),
  Flip: flipping('x axis'),
  GetItem: slicing('x key'),
  Pad: padding('x pad_width mode constant_values'),
  MaxPool: pooling('max', 'inputs pool_size strides padding'),
  AveragePool: pooling('average', 'inputs pool_size strides padding'),
  Resize: resizing('images size interpolation antialias crop_to_aspect_ratio pad_to_aspect_ratio'),
  Cast: casting('x dtype'),
  StopGradient: unchanged('variable'),
};

/** An operation takes its options as arguments, in the call or in the configuration. */
export const KERAS_FUNCTIONS: LayerTable = Object.fromEntries(
  Object.entries(OPERATIONS).map(([className, write]) => [
    className,
    { options: {}, note: '', read: (call) => write(call, call.options) },
  ]),
);
