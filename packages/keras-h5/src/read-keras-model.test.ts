import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as h5wasm from 'h5wasm/node';
import { afterAll, describe, expect, it } from 'vitest';
import {
  aroundDropping,
  calledWith,
  cast,
  castings,
  deep,
  dense,
  denseOptions,
  denseWeights,
  doubling,
  dropping,
  foreign,
  good,
  image,
  inTraining,
  pool,
  reluOptions,
  withoutTheirOptions,
} from '../tests/small-models.js';
import { functional, type KerasFile, layer, writeKerasFile } from '../tests/write-keras-file.js';
import { readKerasModel } from './read-keras-model.js';

const folder = mkdtempSync(join(tmpdir(), 'keras-h5-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(file: KerasFile) {
  const path = join(folder, 'model.h5');
  await writeKerasFile(path, file);
  return await readKerasModel(path);
}

describe('readKerasModel', () => {
  it('gives a layer’s activation a place of its own', async () => {
    const { graph, parameters } = await read(good);
    expect(graph.layers.map(({ kind, name, inputs }) => [kind, name, ...inputs])).toEqual([
      ['input', 'image'],
      ['reduce', 'pool', 'image'],
      ['dense', 'dense/linear', 'pool'],
      ['softmax', 'dense', 'dense/linear'],
    ]);
    expect(parameters).toBe(8);
  });

  it.each(['keras.layers', 'keras.src.layers.core.dense', 'tf_keras.layers'])(
    'reads a layer that comes from %s',
    async (module) => {
      const own = [image, pool, { ...dense, module, registered_name: null }];
      await expect(read({ ...good, config: functional(own, 'dense') })).resolves.toMatchObject({
        parameters: 8,
      });
    },
  );

  it.each([
    ['a layer that is called as at inference time', dropping({ training: false })],
    ['a layer whose caller decides', dropping({ training: null })],
    [
      'a layer as at inference time, in a model that is called as in training',
      aroundDropping({ training: true }, { training: false }),
    ],
    [
      'a layer that is the same in training',
      functional(
        [image, calledWith(layer('Flatten', 'flat', { data_format: 'channels_last' }), { training: true })],
        'flat',
      ),
    ],
    ['tf.cast between kinds of floats', cast('cast', 'float16')],
    ['tf.convert_to_tensor of no type', cast('convert_to_tensor', undefined)],
    [
      'one input and one output by name',
      functional([image, layer('Flatten', 'flat', {}, 'image')], 'flat', {
        input_layers: { photograph: ['image', 0, 0] },
        output_layers: { logits: ['flat', 0, 0] },
      }),
    ],
  ])('reads %s', async (_, config) => {
    await expect(read({ config, weights: {} })).resolves.toMatchObject({ parameters: 0 });
  });

  it.each([
    [true, /layer norm \(BatchNormalization\): training = true/],
    [false, /weight norm\/moving_mean: expected/],
  ])(
    'a batch norm called as in training uses its stored numbers only if it is frozen: trainable = %s',
    async (trainable, message) => {
      const options = { trainable, axis: [3], epsilon: 0.001, center: false, scale: false };
      const norm = calledWith(layer('BatchNormalization', 'norm', options), { training: true });
      await expect(read({ config: functional([image, norm], 'norm'), weights: {} })).rejects.toThrow(message);
    },
  );

  it('reads the layers in the order of the graph, not of the file', async () => {
    const model = await read({ ...good, config: functional([dense, pool, image], 'dense') });
    expect(model.outputShape).toEqual([2]);
  });

  const denseWith = (changes: object) =>
    functional([image, pool, layer('Dense', 'dense', { ...denseOptions, ...changes }, 'pool')], 'dense');
  const kernel = (shape: number[], values: number[]) => ({
    dense: { ...denseWeights, 'kernel:0': { shape, values } },
  });

  it.each<[string, Partial<KerasFile>, RegExp]>([
    [
      'a layer class that is not known',
      { config: functional([image, layer('Capsule', 'caps', {}, 'image')], 'caps') },
      /layer caps \(Capsule\): this class of layer is not supported \(it reads image\)/,
    ],
    [
      'an option that is not known',
      { config: denseWith({ sparsity: 0.5 }) },
      /layer dense \(Dense\): an option .*sparsity/,
    ],
    [
      'an option with a value that is not handled',
      {
        config: functional(
          [image, layer('GlobalAveragePooling2D', 'pool', { data_format: 'channels_first' }, 'image')],
          'pool',
        ),
      },
      /layer pool \(GlobalAveragePooling2D\).*data_format = "channels_first"/,
    ],
    [
      'a custom class under a name of Keras’s',
      {
        config: functional(
          [image, { ...layer('Dropout', 'mine', { rate: 0.5 }, 'image'), ...foreign('mypkg>Dropout') }],
          'mine',
        ),
      },
      /layer mine \(Dropout\): expected a class of Keras's own, got one registered as mypkg>Dropout/,
    ],
    [
      'a class of another package under a name of Keras’s',
      {
        config: functional(
          [image, { ...layer('Flatten', 'mine', {}, 'image'), module: 'kerastools.layers' }],
          'mine',
        ),
      },
      /layer mine \(Flatten\): .*got one of kerastools.layers/,
    ],
    [
      'a custom class as an activation',
      { config: denseWith({ activation: { ...reluOptions, ...foreign('ReLU') } }) },
      /layer dense \(Dense\): activation ReLU: .*registered as ReLU/,
    ],
    [
      'a custom kind of model under a name of Keras’s',
      { config: { ...functional([image, pool, dense], 'dense'), ...foreign('mypkg>Functional') } },
      /model class Functional: .*registered as mypkg>Functional/,
    ],
    ...Object.entries(withoutTheirOptions).map(
      ([className, option]): [string, Partial<KerasFile>, RegExp] => [
        `a ${className} without what Keras writes for one`,
        {
          config: functional(
            [image, layer(className, 'mine', { activity_regularizer: null }, 'image')],
            'mine',
          ),
        },
        new RegExp(`layer mine \\(${className}\\): .*${option}`),
      ],
    ),
    ...castings.map(([what, config]): [string, Partial<KerasFile>, RegExp] => [
      what,
      { config },
      /layer whole \((TFOpLambda|Cast)\): dtype = "int32": expected float16, bfloat16, float32, float64/,
    ]),
    ...inTraining.map(([what, config]): [string, Partial<KerasFile>, RegExp] => [
      `${what} that is called as in training`,
      { config },
      /layer (inner\/)?drop \(Dropout\): training = true: expected the layer as at inference time/,
    ]),
    [
      'a malformed description, on one line',
      {
        config: { class_name: 'Functional', config: { layers: [image], input_layers: 1, output_layers: 2 } },
      },
      /^attribute model_config: expected a model as Keras describes one, and something else is at input_layers, output_layers$/,
    ],
    ['another arithmetic', { config: denseWith({ dtype: 'int8' }) }, /dtype = "int8"/],
    [
      'an activation that is not known',
      { config: denseWith({ activation: 'squash' }) },
      /activation squash is not supported/,
    ],
    [
      'a weight of another shape',
      { weights: kernel([2, 2], [1, 2, 3, 4]) },
      /weight dense\/kernel: expected shape \[3,2\], file has \[2,2\]/,
    ],
    [
      'a weight that is missing',
      { weights: {} },
      /weight dense\/kernel: expected \[3,2\], the file has none/,
    ],
    [
      'a weight that nothing uses',
      { weights: { dense: { ...denseWeights, 'extra:0': { shape: [1], values: [1] } } } },
      /weight dense\/extra: the file has it, and nothing uses it/,
    ],
    [
      'a weight that is not finite',
      { weights: kernel([3, 2], [1, 2, Number.NaN, 4, 5, 6]) },
      /value 2 is NaN/,
    ],
    [
      'a second input that the network reads',
      {
        config: functional(
          [image, { ...image, name: 'other' }, layer('Add', 'sum', {}, 'image', 'other')],
          'sum',
        ),
      },
      /layer other \(InputLayer\): expected the model’s one input/,
    ],
    [
      'an input that the output does not need',
      {
        config: functional(
          [image, { ...image, name: 'other' }, layer('Flatten', 'flat', {}, 'other')],
          'flat',
          {
            input_layers: [['image', 0, 0]],
          },
        ),
      },
      /layer other \(InputLayer\): expected the model’s one input/,
    ],
    [
      'a weight that is there twice',
      { weights: { dense: { ...denseWeights, 'again/bias:0': { shape: [2], values: [1, 1] } } } },
      /weight dense\/bias: expected once, the file has several/,
    ],
    [
      'a layer that reads one which is not there',
      { config: functional([image, layer('Flatten', 'flat', {}, 'ghost')], 'flat') },
      /layer flat: its input ghost does not exist/,
    ],
    ['models inside each other without end', { config: deep(100) }, /at most 64 models inside each other/],
    ['a model that doubles itself over and over', { config: doubling(40) }, /at most 20000 layers/],
    [
      'padding that takes the memory of the machine',
      {
        config: functional(
          [image, layer('UpSampling2D', 'up', { size: [16_000, 16_000], interpolation: 'nearest' }, 'image')],
          'up',
        ),
      },
      /layer up \(resize\): expected a value of at most \d+ numbers, got 128000 x 128000 x 3/,
    ],
    [
      'weights of a resize that take the memory of the machine',
      {
        config: functional(
          [
            image,
            layer('Resizing', 'long', { height: 80_000_000, width: 1, interpolation: 'area' }, 'image'),
          ],
          'long',
        ),
      },
      /layer long \(resize\): expected at most \d+ weights, got 80000000 x 1 of 8 x 8/,
    ],
    [
      'Python code',
      {
        config: functional(
          [image, layer('Lambda', 'mine', { function: ['4wEAAAA=', null, null], arguments: {} }, 'image')],
          'mine',
        ),
      },
      /layer mine \(Lambda\): holds Python code, which is never run/,
    ],
    [
      'a cycle',
      { config: functional([image, layer('Add', 'a', {}, 'b'), layer('Add', 'b', {}, 'a')], 'a') },
      /cycle/,
    ],
    [
      'a model whose layers are Python code',
      { config: { ...functional([image], 'image'), class_name: 'MyModel' } },
      /model class: expected Functional, Model, Sequential, got MyModel/,
    ],
    ['a description that is not JSON', { config: '{"class_name": ' }, /model_config: expected JSON/],
    ['a description nested without end', { config: '['.repeat(200_000) }, /model_config/],
    [
      'a description without layers',
      { config: { class_name: 'Functional', config: {} } },
      /model_config: .*layers/s,
    ],
  ])(
    'refuses %s',
    async (_, changes, message) => {
      await expect(read({ ...good, ...changes })).rejects.toThrow(message);
    },
    // The model that doubles itself takes a second where the machine is free.
    30_000,
  );

  it('opens no other file than the model: a link in it leads nowhere', async () => {
    const other = join(folder, 'other.h5');
    await writeKerasFile(other, good);
    await expect(read({ ...good, weights: {}, linked: { dense: other } })).rejects.toThrow(/dense/);
    // The other file itself is a model like any other.
    await expect(readKerasModel(other)).resolves.toMatchObject({ parameters: 8 });
  });

  it('reads a file by its path from the working directory', async () => {
    const path = join(folder, 'near.h5');
    await writeKerasFile(path, good);
    await expect(readKerasModel(relative(process.cwd(), path))).resolves.toMatchObject({ parameters: 8 });
  });

  it('refuses what is not HDF5, and a file that was cut short', async () => {
    const text = join(folder, 'text.h5');
    writeFileSync(text, 'not a model');
    await expect(readKerasModel(text)).rejects.toThrow(/expected a whole HDF5 file/);

    const whole = join(folder, 'whole.h5');
    await writeKerasFile(whole, good);
    const bytes = readFileSync(whole);
    for (const share of [0.1, 0.5, 0.9]) {
      const cut = join(folder, 'cut.h5');
      const left = Math.floor(bytes.length * share);
      writeFileSync(cut, bytes.subarray(0, left));
      await expect(readKerasModel(cut)).rejects.toThrow(
        `expected a whole HDF5 file (.h5), got ${left} of its ${bytes.length} bytes: it was cut short, fetch it again`,
      );
    }
  });

  it.each([
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\n',
      /got a Git LFS pointer.*git lfs pull$/,
    ],
    ['a web page', '<!DOCTYPE html>', /got a web page/],
  ])('says that a file is %s', async (_, content, message) => {
    const path = join(folder, 'other.h5');
    writeFileSync(path, content);
    await expect(readKerasModel(path)).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(message),
    });
  });

  it('says what an HDF5 file holds that is no model', async () => {
    const file = (name: string, fill: (file: h5wasm.File) => void) => {
      const path = join(folder, name);
      const created = new h5wasm.File(path, 'w');
      fill(created);
      created.close();
      return path;
    };
    await h5wasm.ready;
    const ofKeras2 = file('keras2.h5', (to) => to.create_attribute('layer_names', ['dense']));
    const ofKeras3 = file('keras3.h5', (to) => to.create_group('layers'));
    for (const path of [ofKeras2, ofKeras3]) {
      await expect(readKerasModel(path)).rejects.toThrow(
        /got weights alone, without the network they belong to: save the whole with model.save\(path\)$/,
      );
    }
    const data = file('data.h5', (to) => to.create_group('images'));
    await expect(readKerasModel(data)).rejects.toThrow(
      /got an HDF5 file of something else \(it holds images\)$/,
    );
  });
});
