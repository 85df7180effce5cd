import { functional, type KerasFile, layer, nested } from './write-keras-file.js';

export const image = layer('InputLayer', 'image', {
  batch_input_shape: [null, 8, 8, 3],
  sparse: false,
  ragged: false,
});
export const pool = layer(
  'GlobalAveragePooling2D',
  'pool',
  { data_format: 'channels_last', keepdims: false },
  'image',
);
export const denseOptions = { units: 2, activation: 'softmax', use_bias: true, kernel_initializer: {} };
export const dense = layer('Dense', 'dense', denseOptions, 'pool');
export const denseWeights = {
  'kernel:0': { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
  'bias:0': { shape: [2], values: [0.5, -0.5] },
};

/** Image, pooling and a dense softmax: a whole classifier, changed for each test. */
export const good: KerasFile = {
  config: functional([image, pool, dense], 'dense'),
  weights: { dense: denseWeights },
};

/** A model that holds a model that holds … */
export function deep(levels: number) {
  let model: ReturnType<typeof functional> = functional(
    [image, layer('Flatten', 'flat', {}, 'image')],
    'flat',
  );
  for (let i = 0; i < levels; i++) model = functional([image, nested('inner', model, 'image')], 'inner');
  return model;
}

/** Each model calls the one inside it twice: 2 ^ levels layers from a few kilobytes. */
export function doubling(levels: number) {
  const relu = layer('ReLU', 'relu', { max_value: null, negative_slope: 0, threshold: 0 }, 'image');
  let model: ReturnType<typeof functional> = functional([image, relu], 'relu');
  for (let i = 0; i < levels; i++) {
    const inner = nested('inner', model, 'image');
    const twice = { ...inner, inbound_nodes: [[['image', 0, 0, {}]], [['inner', 0, 0, {}]]] };
    model = functional([image, twice], 'inner', { output_layers: [['inner', 1, 0]] });
  }
  return model;
}

/** The origin that Keras writes for a class that is not its own. */
export const foreign = (registered_name: string) => ({ module: null, registered_name });

export const reluOptions = { class_name: 'ReLU', config: { max_value: 6, negative_slope: 0, threshold: 0 } };

/** The option that only Keras's own layer of this name has, for files that do not say where a class comes from. */
export const withoutTheirOptions = {
  ReLU: 'max_value',
  LeakyReLU: 'negative_slope',
  PReLU: 'shared_axes',
  Softmax: 'axis',
  UpSampling2D: 'size',
  Dropout: 'rate',
  GaussianNoise: 'stddev',
  RandomFlip: 'mode',
};

export const calledWith = <Layer extends object>(layer: Layer, named: object) => ({
  ...layer,
  inbound_nodes: [[['image', 0, 0, named]]],
});

export const cast = (function_: string, dtype: string | undefined) =>
  functional(
    [
      image,
      {
        ...layer('TFOpLambda', 'whole', { function: function_ }),
        inbound_nodes: [['image', 0, 0, { dtype }]],
      },
    ],
    'whole',
  );

export const castings: readonly [string, object][] = [
  ['tf.cast to whole numbers', cast('cast', 'int32')],
  ['tf.convert_to_tensor of whole numbers', cast('convert_to_tensor', 'int32')],
  [
    'keras.ops.cast to whole numbers',
    functional(
      [
        image,
        {
          class_name: 'Cast',
          name: 'whole',
          config: { name: 'whole', dtype: 'int32' },
          inbound_nodes: [[['image', 0, 0, {}]]],
        },
      ],
      'whole',
    ),
  ],
];

export const drop = layer('Dropout', 'drop', { rate: 0.5 }, 'image');
export const dropping = (named: object) => functional([image, calledWith(drop, named)], 'drop');
export const aroundDropping = (outside: object, inside: object) =>
  functional([image, calledWith(nested('inner', dropping(inside), 'image'), outside)], 'inner');

export const inTraining: readonly [string, object][] = [
  ['a layer', dropping({ training: true })],
  ['a layer in a model', aroundDropping({ training: true }, {})],
  ['a layer, in a model that is not,', aroundDropping({ training: false }, { training: true })],
];
