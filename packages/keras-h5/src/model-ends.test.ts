import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { denseOptions, denseWeights, good, image, pool } from '../tests/small-models.js';
import { functional, layer, nested, writeKerasFile } from '../tests/write-keras-file.js';
import { type ReadOptions, readKerasModel } from './read-keras-model.js';

const folder = mkdtempSync(join(tmpdir(), 'model-ends-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(config: object, options: ReadOptions = {}, weights = {}) {
  const path = join(folder, 'model.h5');
  await writeKerasFile(path, { config, weights });
  return await readKerasModel(path, options);
}

const flat = layer('Flatten', 'flat', {}, 'image');
const inputOf = (config: object) => layer('InputLayer', 'image', config);
const takes = (batch_input_shape: unknown, dtype = 'float32') =>
  functional([inputOf({ batch_input_shape, dtype }), flat], 'flat');

describe('a model’s input', () => {
  it.each<[string, object, readonly number[]]>([
    ['a batch size, in Keras 2', takes([8, 6, 5, 3]), [6, 5, 3]],
    [
      'a batch size, in Keras 3',
      functional([inputOf({ batch_shape: [1, 6, 5, 3] }), flat], 'flat'),
      [6, 5, 3],
    ],
    ['a shape as a tuple', takes({ class_name: '__tuple__', items: [null, 6, 5, 3] }), [6, 5, 3]],
    ['a shape as a TensorShape', takes({ class_name: 'TensorShape', items: [2, 6, 5, 3] }), [6, 5, 3]],
    ['one channel', takes([null, 6, 5, 1]), [6, 5, 1]],
    ['no axis for channels', takes([null, 6, 5]), [6, 5, 1]],
    ['any size', takes([null, null, null, 3]), [9, 7, 3]],
    ['any size of one channel, and a batch size', takes([4, null, null, 1]), [9, 7, 1]],
    ['any size and no axis for channels', takes([null, null, null]), [9, 7, 1]],
    ['an open width', takes([null, 6, null, 3]), [6, 7, 3]],
    ['uint8', takes([null, 6, 5, 3], 'uint8'), [6, 5, 3]],
    ['float16', takes([null, 6, 5, 3], 'float16'), [6, 5, 3]],
    [
      'the shape that a Sequential was built with',
      { class_name: 'Sequential', config: { layers: [flat], build_input_shape: [1, 6, 5, 3] } },
      [6, 5, 3],
    ],
    [
      'the shape with which its first layer was built',
      {
        class_name: 'Sequential',
        config: { layers: [{ ...flat, build_config: { input_shape: [2, 6, 5, 3] } }] },
      },
      [6, 5, 3],
    ],
    [
      'the shape that the model inside it takes first',
      {
        class_name: 'Sequential',
        config: { layers: [nested('inner', takes([8, 6, 5, 3])), layer('Dropout', 'drop', { rate: 0.5 })] },
      },
      [6, 5, 3],
    ],
  ])('may have %s', async (_, config, inputShape) => {
    await expect(read(config, { size: { height: 9, width: 7 } })).resolves.toMatchObject({
      inputShape,
      outputShape: [inputShape.reduce((product, size) => product * size)],
    });
  });

  it('is (height, width) for the layers of a model without an axis for channels', async () => {
    const { graph } = await read(takes([null, 6, 5]));
    expect(graph.layers).toMatchObject([
      { kind: 'input', shape: [6, 5, 1] },
      { kind: 'reshape', shape: [6, 5], inputs: ['image'] },
      { kind: 'reshape', shape: [30], inputs: ['image/plane'] },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['42 numbers', [null, 42], 'it takes 42 numbers, not a picture'],
    ['one number', [null, 1], 'it takes 1 number, not a picture'],
    ['numbers without end', [null, null], 'it takes a list of numbers of any length, not a picture'],
    ['single numbers', [null], 'it takes single numbers, not a picture'],
    [
      'a video',
      [null, 16, 64, 64, 3],
      'it takes 4 axes (16 x 64 x 64 x 3), such as of a video or a volume, not a picture',
    ],
    [
      'transparency',
      [null, 32, 32, 4],
      'expected pictures of one channel (grey) or three (red, green, blue), it takes 4 channels, such as red, green, blue and transparency: photographs have no fourth',
    ],
    [
      'two channels',
      [null, 32, 32, 2],
      'expected pictures of one channel (grey) or three (red, green, blue), it takes 2 channels',
    ],
    [
      'any number of channels',
      [null, 32, 32, null],
      'expected pictures of one channel (grey) or three (red, green, blue), it takes any number of channels',
    ],
    [
      'its channels first',
      [null, 3, 224, 224],
      'it takes its channels first (3 x 224 x 224), and only pictures with their channels last are supported',
    ],
    [
      'any size',
      [null, null, 64, 3],
      'it takes pictures of any size, and the file does not say which one it was trained on: write a manifest that says it ("input": {"height": …, "width": …})',
    ],
    [
      'no shape',
      null,
      'expected the shape of a picture, and the file does not say one: call the model on a picture before you save it',
    ],
  ])('of %s is refused in plain words', async (_, shape, words) => {
    await expect(read(takes(shape))).rejects.toMatchObject({
      code: 'unsupported_model',
      message: `model input image: ${words}`,
    });
  });

  it('of any size says by itself that only the size is missing', async () => {
    await expect(read(takes([null, null, null, 3]))).rejects.toMatchObject({ openChoice: { of: 'size' } });
    await expect(read(takes([null, 3, 224, 224]))).rejects.toMatchObject({ openChoice: undefined });
  });

  it.each(['string', 'bool', 'int8', 'complex64'])('of type %s is refused', async (dtype) => {
    await expect(read(takes([null, 6, 5, 3], dtype))).rejects.toThrow(
      `model input image: expected numbers that hold a pixel, as float32 or uint8 do, it takes ${dtype}`,
    );
  });

  it('of several is refused with their names, given in order or by name', async () => {
    const message = 'model: expected one picture as its input, it takes 2 inputs at once (image, age)';
    const two = [image, { ...image, name: 'age' }, flat];
    const places = { image: ['image', 0, 0], age: ['age', 0, 0] };
    for (const input_layers of [places, Object.values(places)]) {
      await expect(read(functional(two, 'flat', { input_layers }))).rejects.toThrow(message);
    }
  });
});

describe('whole numbers as a model’s input', () => {
  const named = (className: string, options: object, named: object = {}) => ({
    ...layer(className, 'step', options),
    inbound_nodes: [className === 'TFOpLambda' ? ['image', 0, 0, named] : [['image', 0, 0, named]]],
  });
  const cast = named('TFOpLambda', { function: 'cast' }, { dtype: 'float32' });
  const rest = [
    layer('Flatten', 'flat', {}, 'step'),
    layer('Dense', 'dense', { ...denseOptions, units: 1 }, 'flat'),
  ];
  const weights = {
    dense: { 'kernel:0': { shape: [3, 1], values: [1, 2, 3] }, 'bias:0': { shape: [1], values: [0] } },
  };
  const takesUint8 = (...layers: object[]) =>
    functional([inputOf({ batch_input_shape: [null, 1, 1, 3], dtype: 'uint8' }), ...layers], 'dense');

  it.each<[string, object]>([
    ['cast to floats', cast],
    ['rescaled', named('Rescaling', { scale: 0.1, offset: 0 })],
    ['divided', named('TFOpLambda', { function: 'math.truediv' }, { y: 255 })],
    ['moved, until a dense layer reads them', named('Permute', { dims: [3, 1, 2] })],
  ])('may be %s', async (_, step) => {
    const model = await read(takesUint8(step, ...rest), {}, weights);
    expect(model.takesWholeNumbers).toBe(true);
    expect(model.parameters).toBe(4);
  });

  it('become floats in a model inside that takes floats', async () => {
    const inner = functional(
      [
        inputOf({ batch_input_shape: [null, 1, 1, 3] }),
        { ...named('ReLU', { max_value: null, negative_slope: 0, threshold: 0 }) },
      ],
      'step',
    );
    const model = await read(takesUint8(nested('step', inner, 'image'), ...rest), {}, weights);
    expect(model.takesWholeNumbers).toBe(true);
  });

  it.each<[string, object]>([
    ['added to whole numbers, which runs over', named('TFOpLambda', { function: 'math.add' }, { y: 100 })],
    [
      'averaged',
      named('AveragePooling2D', { pool_size: 1, strides: 1, padding: 'valid', data_format: 'channels_last' }),
    ],
  ])('may not be %s', async (_, step) => {
    await expect(read(takesUint8(step, ...rest), {}, weights)).rejects.toThrow(
      /layer step \(\w+\): computes with whole numbers, as the model's input has them: cast them to float32/,
    );
  });
});

describe('a model’s outputs', () => {
  const gender = layer('Dense', 'gender', denseOptions, 'pool');
  // Its class is not known: it is read only where it is wanted.
  const age = layer('Capsule', 'age', {}, 'pool');
  const places = [
    ['gender', 0, 0],
    ['age', 0, 0],
  ];
  const two = functional([image, pool, gender, age], '', { output_layers: places });
  const weights = { gender: denseWeights };

  it('are refused with their names where none is named', async () => {
    await expect(read(two, {}, weights)).rejects.toMatchObject({
      code: 'unsupported_model',
      message:
        'model: expected one output, it has 2 (gender, age): name it in a manifest, as in "output": "gender"',
      openChoice: { of: 'output', names: ['gender', 'age'] },
    });
  });

  it('may be named: the layers of the others are not read', async () => {
    const model = await read(two, { output: 'gender' }, weights);
    expect(model).toMatchObject({ outputShape: [2], parameters: 8 });
    await expect(read(two, { output: 'age' }, weights)).rejects.toThrow(/layer age \(Capsule\)/);
    await expect(read(two, { output: 'smell' }, weights)).rejects.toThrow(
      'model: expected an output smell, it has gender, age',
    );
  });

  it('may have names of their own', async () => {
    const output_layers = { first: places[0], second: places[1] };
    const model = functional([image, pool, gender, age], '', { output_layers });
    await expect(read(model, {}, weights)).rejects.toThrow(/it has 2 \(first, second\)/);
    await expect(read(model, { output: 'first' }, weights)).resolves.toMatchObject({ outputShape: [2] });
  });

  it('of one layer are numbered', async () => {
    const output_layers = [places[0], places[0]];
    const model = functional([image, pool, gender], '', { output_layers });
    await expect(read(model, {}, weights)).rejects.toThrow(/it has 2 \(gender, gender_1\)/);
    await expect(read(model, { output: 'gender_1' }, weights)).resolves.toMatchObject({ outputShape: [2] });
  });

  it('may be named where there is one', async () => {
    await expect(read(good.config as object, { output: 'dense' }, good.weights)).resolves.toMatchObject({
      outputShape: [2],
    });
    await expect(read(good.config as object, { output: 'other' }, good.weights)).rejects.toThrow(
      'model: expected an output other, it has dense',
    );
  });
});
