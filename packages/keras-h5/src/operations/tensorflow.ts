import { z } from 'zod';
import { refusal } from '../layer-call.js';
import { defineLayer, type LayerTable } from '../layers/define-layer.js';
import { arithmetic, reciprocal, rsqrt, scaled, square, squaredDifference, summation } from './arithmetic.js';
import { blocks, patches } from './blocks.js';
import { choice, comparison, logic, negation } from './comparison.js';
import type { Operation } from './define-operation.js';
import { activation, casting, clip, gelu, leakyRelu, plain, sign, unchanged } from './elementwise.js';
import {
  l2Normalisation,
  logSoftmax,
  moments,
  norm,
  normalisationWithNorm,
  softmax,
  standardisation,
  variance,
} from './normalising.js';
import { pooling, reduction, resizing } from './pooling.js';
import { matrixProduct } from './products.js';
import { concatenation, expansion, flipping, padding, reshaping, squeezing, transposing } from './shaping.js';
import { flooredDivision, shapeOf } from './sizes.js';
import { slicing } from './slicing.js';
import {
  broadcasting,
  filling,
  repetition,
  rolling,
  splitting,
  stacking,
  taking,
  tiling,
  unstacking,
} from './splitting.js';

/** TensorFlow's functions, by the name under which a `TFOpLambda` holds them. */
const FUNCTIONS: Readonly<Record<string, Operation>> = {
  'math.add': arithmetic('add', 'x y'),
  '__operators__.add': arithmetic('add', 'x y'),
  'math.subtract': arithmetic('subtract', 'x y'),
  'math.multiply': arithmetic('multiply', 'x y'),
  'math.divide': arithmetic('divide', 'x y'),
  'math.truediv': arithmetic('divide', 'x y'),
  'math.pow': arithmetic('power', 'x y'),
  'math.maximum': arithmetic('maximum', 'x y'),
  'math.minimum': arithmetic('minimum', 'x y'),
  'nn.bias_add': arithmetic('add', 'value bias'),
  'math.add_n': summation('inputs'),
  'math.squared_difference': squaredDifference('x y'),
  'math.floordiv': flooredDivision('x y'),
  'math.negative': scaled(-1, 'x'),
  'math.square': square('x'),
  'math.sqrt': plain({ kind: 'sqrt' }, 'x'),
  'math.rsqrt': rsqrt('x'),
  'math.reciprocal': reciprocal('x'),
  'math.exp': plain({ kind: 'exp' }, 'x'),
  'math.log': plain({ kind: 'log' }, 'x'),
  'math.abs': plain({ kind: 'abs' }, 'x'),
  'math.erf': plain({ kind: 'erf' }, 'x'),
  'math.sign': sign('x'),
  'math.sigmoid': activation('sigmoid', 'x'),
  'math.tanh': activation('tanh', 'x'),
  'math.softplus': activation('softplus', 'features'),
  'math.l2_normalize': l2Normalisation('x axis epsilon'),
  'nn.relu': activation('relu', 'features'),
  'nn.relu6': activation('relu6', 'features'),
  'nn.leaky_relu': leakyRelu('features alpha'),
  'nn.elu': activation('elu', 'features'),
  'nn.selu': activation('selu', 'features'),
  'nn.gelu': gelu('features', true),
  'nn.silu': activation('swish', 'features'),
  'nn.swish': activation('swish', 'features'),
  'nn.sigmoid': activation('sigmoid', 'x'),
  'nn.tanh': activation('tanh', 'x'),
  'nn.softplus': activation('softplus', 'features'),
  'nn.softsign': activation('softsign', 'features'),
  'math.log_sigmoid': activation('log_sigmoid', 'x'),
  'nn.softmax': softmax('logits axis'),
  'nn.log_softmax': logSoftmax('logits axis'),
  'nn.moments': moments('x axes keepdims'),
  'nn.space_to_depth': blocks('to channels', 'input block_size'),
  'nn.depth_to_space': blocks('to pixels', 'input block_size'),
  'nn.avg_pool': pooling('average', 'input ksize strides padding'),
  'nn.avg_pool2d': pooling('average', 'input ksize strides padding'),
  'nn.max_pool': pooling('max', 'input ksize strides padding'),
  'nn.max_pool2d': pooling('max', 'input ksize strides padding'),
  'linalg.l2_normalize': l2Normalisation('x axis epsilon'),
  'nn.l2_normalize': l2Normalisation('x axis epsilon'),
  clip_by_value: clip('t clip_value_min clip_value_max'),
  'math.reduce_mean': reduction('mean', 'input_tensor axis keepdims'),
  'math.reduce_sum': reduction('sum', 'input_tensor axis keepdims'),
  'math.reduce_max': reduction('max', 'input_tensor axis keepdims'),
  'math.reduce_min': reduction('min', 'input_tensor axis keepdims'),
  'math.reduce_variance': variance('input_tensor axis keepdims'),
  'math.reduce_std': variance('input_tensor axis keepdims', true),
  'linalg.normalize': normalisationWithNorm('tensor ord axis'),
  'linalg.norm': norm('tensor ord axis keepdims'),
  norm: norm('tensor ord axis keepdims'),
  'compat.v1.norm': norm('tensor ord axis keepdims'),
  'math.greater': comparison('greater', 'x y'),
  'math.greater_equal': comparison('greater-equal', 'x y'),
  'math.less': comparison('less', 'x y'),
  'math.less_equal': comparison('less-equal', 'x y'),
  'math.equal': comparison('equal', 'x y'),
  'math.not_equal': comparison('not-equal', 'x y'),
  'math.logical_and': logic('and', 'x y'),
  'math.logical_or': logic('or', 'x y'),
  'math.logical_xor': logic('xor', 'x y'),
  'math.logical_not': negation('x'),
  where: choice('condition x y'),
  'linalg.matmul': matrixProduct('a b transpose_a transpose_b adjoint_a adjoint_b'),
  split: splitting('sizes', 'value num_or_size_splits axis'),
  stack: stacking('values axis'),
  unstack: unstacking('value num axis'),
  gather: taking('params indices axis batch_dims'),
  'compat.v1.gather': taking('params indices axis batch_dims'),
  roll: rolling('input shift axis'),
  tile: tiling('input multiples'),
  repeat: repetition('input repeats axis'),
  broadcast_to: broadcasting('input shape'),
  shape: shapeOf('input out_type'),
  'compat.v1.shape': shapeOf('input out_type'),
  zeros_like: filling(0, 'input'),
  ones_like: filling(1, 'input'),
  concat: concatenation('values axis'),
  reshape: reshaping('tensor shape'),
  'compat.v1.squeeze': squeezing('input axis'),
  squeeze: squeezing('input axis'),
  expand_dims: expansion('input axis'),
  transpose: transposing('a perm'),
  'compat.v1.transpose': transposing('a perm'),
  reverse: flipping('tensor axis'),
  pad: padding('tensor paddings mode constant_values'),
  'compat.v1.pad': padding('tensor paddings mode constant_values'),
  'image.resize': resizing('images size method preserve_aspect_ratio antialias'),
  'image.per_image_standardization': standardisation('image'),
  'image.extract_patches': patches('images sizes strides rates padding'),
  cast: casting('x dtype'),
  identity: unchanged('input'),
  stop_gradient: unchanged('input'),
  convert_to_tensor: casting('value dtype'),
};

const WHY_NOT: Readonly<Record<string, string>> = {
  einsum:
    ': Keras 2 saves its equation without the values that it reads; an EinsumDense layer or tf.matmul is saved whole',
};

const getItem = slicing('tensor slice_spec');

/** The layers in which Keras 2 keeps a function of TensorFlow. */
export const TENSORFLOW_LAYERS: LayerTable = {
  TFOpLambda: defineLayer({
    options: { function: z.string() },
    note: `tf.${Object.keys(FUNCTIONS).join(', tf.')}`,
    read(call, { function: name }) {
      const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
      if (!found) throw refusal(call, `function tf.${name} is not supported${WHY_NOT[name] ?? ''}`);
      return found(call);
    },
  }),
  SlicingOpLambda: defineLayer({
    options: { function: z.literal('__operators__.getitem') },
    note: 'ranges, single places, an ellipsis, new axes',
    read: (call) => getItem(call),
  }),
};
