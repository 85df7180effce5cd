import { z } from 'zod';
import { refusal } from '../layer-call.js';
import { defineLayer, type LayerTable } from '../layers/define-layer.js';
import { arithmetic, l2Normalisation, reciprocal, rsqrt, scaled, square, summation } from './arithmetic.js';
import type { Operation } from './define-operation.js';
import { activation, casting, clip, gelu, leakyRelu, plain, softmax, unchanged } from './elementwise.js';
import { pooling, reduction, resizing } from './pooling.js';
import { concatenation, expansion, flipping, padding, reshaping, squeezing, transposing } from './shaping.js';
import { slicing } from './slicing.js';

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
  'math.negative': scaled(-1, 'x'),
  'math.square': square('x'),
  'math.sqrt': plain({ kind: 'sqrt' }, 'x'),
  'math.rsqrt': rsqrt('x'),
  'math.reciprocal': reciprocal('x'),
  'math.exp': plain({ kind: 'exp' }, 'x'),
  'math.log': plain({ kind: 'log' }, 'x'),
  'math.abs': plain({ kind: 'abs' }, 'x'),
  'math.erf': plain({ kind: 'erf' }, 'x'),
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
  'nn.softmax': softmax('logits axis'),
  'nn.avg_pool': pooling('average', 'input ksize strides padding'),
  'nn.avg_pool2d': pooling('average', 'input ksize strides padding'),
  'nn.max_pool': pooling('max', 'input ksize strides padding'),
  'nn.max_pool2d': pooling('max', 'input ksize strides padding'),
  'nn.l2_normalize': l2Normalisation('x axis epsilon'),
  clip_by_value: clip('t clip_value_min clip_value_max'),
  'math.reduce_mean': reduction('mean', 'input_tensor axis keepdims'),
  'math.reduce_sum': reduction('sum', 'input_tensor axis keepdims'),
  'math.reduce_max': reduction('max', 'input_tensor axis keepdims'),
  'math.reduce_min': reduction('min', 'input_tensor axis keepdims'),
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
  cast: casting('x dtype'),
  identity: unchanged('input'),
  stop_gradient: unchanged('input'),
  convert_to_tensor: casting('value dtype'),
};

const getItem = slicing('tensor slice_spec');

/** The layers in which Keras 2 keeps a function of TensorFlow. */
export const TENSORFLOW_LAYERS: LayerTable = {
  TFOpLambda: defineLayer({
    options: { function: z.string() },
    note: `tf.${Object.keys(FUNCTIONS).join(', tf.')}`,
    read(call, { function: name }) {
      const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
      if (!found) throw refusal(call, `function tf.${name} is not supported`);
      return found(call);
    },
  }),
  SlicingOpLambda: defineLayer({
    options: { function: z.literal('__operators__.getitem') },
    note: 'ranges, single places, an ellipsis, new axes',
    read: (call) => getItem(call),
  }),
};
