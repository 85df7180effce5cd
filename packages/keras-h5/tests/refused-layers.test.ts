import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKerasModel } from '../src/read-keras-model.js';
import { image } from './small-models.js';
import { functional, layer, writeKerasFile } from './write-keras-file.js';

const folder = mkdtempSync(join(tmpdir(), 'refused-layers-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...layers: readonly { readonly name: string }[]) {
  const path = join(folder, 'model.h5');
  const config = functional([image, ...layers], layers.at(-1)?.name ?? '');
  await writeKerasFile(path, {
    config,
    weights: { large: { 'kernel:0': { shape: [1, 1, 8, 3], values: Array(24).fill(1) } } },
  });
  return await readKerasModel(path);
}

const tokens = layer('Reshape', 'tokens', { target_shape: [64, 3] }, 'image');

const attentionOptions = {
  num_heads: 1,
  key_dim: 3,
  value_dim: 3,
  dropout: 0,
  use_bias: false,
  output_shape: null,
  attention_axes: [1],
};

function attention(given: object, options: object = {}) {
  const { inbound_nodes: _, ...rest } = layer('MultiHeadAttention', 'mha', {
    ...attentionOptions,
    ...options,
  });
  return { ...rest, inbound_nodes: [[['tokens', 0, 0, { value: ['tokens', 0, 0], ...given }]]] };
}

/** A function of TensorFlow between layers. */
function tf(name: string, given: object, input = 'image') {
  const { inbound_nodes: _, ...rest } = layer('TFOpLambda', name, { function: name });
  return { ...rest, inbound_nodes: [[input, 0, 0, given]] };
}

function rawOperation(op: string, constants: object, attr: object = {}) {
  const inputs = ['image', ...Object.keys(constants).map((place) => `constant ${place}`)];
  return layer(
    'TensorFlowOpLayer',
    'raw',
    { node_def: { name: 'raw', op, input: inputs, attr }, constants },
    'image',
  );
}

describe('readKerasModel refuses', () => {
  it.each<[string, readonly { readonly name: string }[], RegExp]>([
    [
      'a layer over volumes, by name',
      [layer('Conv3D', 'conv', { filters: 2 }, 'image')],
      /layer conv \(Conv3D\): this class of layer is not supported: it works on volumes/,
    ],
    [
      'a recurrent layer, by name',
      [tokens, layer('LSTM', 'memory', { units: 2 }, 'tokens')],
      /layer memory \(LSTM\): .*steps one after the other/,
    ],
    [
      'attention with a mask',
      [tokens, attention({ attention_mask: ['tokens', 0, 0] })],
      /layer mha \(MultiHeadAttention\): attention_mask = the value of tokens: expected attention without a mask/,
    ],
    [
      'attention that looks back only',
      [tokens, attention({ use_causal_mask: true })],
      /use_causal_mask = true: expected attention without a mask/,
    ],
    [
      'attention between the images of a batch',
      [tokens, attention({}, { attention_axes: [0] })],
      /attention_axes = 0: expected others than batch and channels/,
    ],
    [
      'a normalisation over the batch',
      [layer('RMSNormalization', 'norm', { axis: [0, 1, 2, 3], epsilon: 1e-6 }, 'image')],
      /axis = 0,1,2,3: expected the last axes, without the batch/,
    ],
    [
      'attention within a window of steps',
      [tokens, attention({}, { sliding_window: 4 })],
      /sliding_window = 4/,
    ],
    [
      'a convolution of each step by itself',
      [
        layer(
          'TimeDistributed',
          'each',
          { layer: { class_name: 'MaxPooling2D', config: { pool_size: 2, strides: 2, padding: 'valid' } } },
          'rows',
        ),
        layer('Reshape', 'rows', { target_shape: [2, 4, 8, 3] }, 'image'),
      ].reverse(),
      /layer each: expected one picture an image/,
    ],
    [
      'a wrapper around a layer that is not known',
      [layer('TimeDistributed', 'each', { layer: { class_name: 'Capsule', config: {} } }, 'image')],
      /layer each \(TimeDistributed\): around Capsule: this class of layer is not supported inside another/,
    ],
    [
      'a network whose output has several rows for each image',
      [tf('reshape', { shape: [-1, 12] })],
      /model: expected one row of the output for each image/,
    ],
    [
      'a sum over the batch',
      [tf('transpose', { perm: [1, 0, 2, 3] }), tf('math.reduce_sum', { axis: [1] }, 'transpose')],
      /axis = \[1\]: expected other axes than the batch, which transpose has as axis 1$/,
    ],
    [
      'a reshape to rows that an image does not have',
      [tf('reshape', { shape: [-1, 5] })],
      /shape = \[-1,5\]: expected a part of 8 x 8 x 3/,
    ],
    [
      'values with the batch cut into different rows',
      [
        tf('reshape', { shape: [-1, 8, 3] }),
        tf('compat.v1.squeeze', {}, 'mean'),
        tf('math.reduce_mean', { axis: [1, 2] }),
        layer('Add', 'sum', {}, 'reshape', 'mean'),
      ]
        .filter(({ name }) => name !== 'compat.v1.squeeze')
        .map((each) => (each.name === 'math.reduce_mean' ? { ...each, name: 'mean' } : each)),
      /layer sum: expected inputs with the batch in the same place/,
    ],
    [
      'an equation whose values Keras 2 did not save',
      [{ ...tf('einsum', {}), inbound_nodes: [['_CONSTANT_VALUE', -1, 'bij,bjk->bik', {}]] }],
      /function tf.einsum is not supported: Keras 2 saves its equation without the values/,
    ],
    [
      'an operation that is not known',
      [rawOperation('FusedBatchNormV3', {})],
      /layer raw \(TensorFlowOpLayer\): operation FusedBatchNormV3 is not supported/,
    ],
    [
      'an operation with the channels first',
      [rawOperation('MaxPool', {}, { data_format: { s: 'TkNIVw==' } })],
      /data_format = "NCHW": expected the channels last/,
    ],
    [
      'an operation that lacks an input',
      [
        layer(
          'TensorFlowOpLayer',
          'raw',
          { node_def: { op: 'Add', input: ['image', 'other'] }, constants: {} },
          'image',
        ),
      ],
      /expected 2 inputs, got 1/,
    ],
    [
      'a split into parts that do not fit',
      [tf('split', { num_or_size_splits: 2, axis: -1 })],
      /expected 3 in equal parts, got 2 of them/,
    ],
    ['a million parts', [tf('tile', { multiples: [1, 1_000_000, 1, 1] })], /argument .* is not supported/],
    [
      'a softmax with a mask',
      [
        {
          ...layer('Softmax', 'weights', { axis: -1 }),
          inbound_nodes: [[['image', 0, 0, { mask: ['image', 0, 0] }]]],
        },
      ],
      /layer weights \(Softmax\): expected plain inputs, got mask = the value of image/,
    ],
    [
      'a transposed convolution with strides that take the memory of the machine',
      [
        layer(
          'Conv2DTranspose',
          'large',
          {
            filters: 8,
            kernel_size: 1,
            strides: 16_000,
            padding: 'same',
            output_padding: null,
            dilation_rate: 1,
            activation: null,
            use_bias: false,
          },
          'image',
        ),
      ],
      /layer large \(Conv2DTranspose\): expected at most 67108864 weights for a block of pixels/,
    ],
    [
      'repeats that take the memory of the machine',
      [
        tf('math.reduce_mean', { axis: [1, 2], keepdims: true }),
        tf('broadcast_to', { shape: [1, 16_000, 16_000, 3] }, 'math.reduce_mean'),
      ],
      /expected at most 16777216 numbers/,
    ],
    ['places of no axis', [tf('compat.v1.gather', { indices: [0] })], /expected an axis, got none/],
    [
      'a choice that is the same for all images',
      [tf('where', { condition: 1, x: ['image', 0, 0], y: 0 }, '_CONSTANT_VALUE')],
      /expected a condition that depends on the image/,
    ],
  ])('%s', async (_, layers, message) => {
    await expect(read(...layers)).rejects.toThrow(message);
  });
});
