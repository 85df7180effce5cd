import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { calledWith, foreign, image } from '../../tests/small-models.js';
import { functional, layer, writeKerasFile } from '../../tests/write-keras-file.js';
import { readKerasModel } from '../read-keras-model.js';
import { regulariserNamed } from './identity.js';

const folder = mkdtempSync(join(tmpdir(), 'identity-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(last: object, weights = {}) {
  const path = join(folder, 'model.h5');
  await writeKerasFile(path, { config: functional([image, last], 'mine'), weights });
  return await readKerasModel(path);
}

describe('a class that by its name drops values in training', () => {
  it.each([
    'FixedDropout',
    'Custom>FixedDropout',
    'efficientnet.model>FixedDropout',
    'DropBlock',
    'DropBlock2D',
    'keras_cv.layers>DropPath',
    'DropConnect',
    'StochasticDepth',
    'Addons>StochasticDepth',
    'MyDropout',
    'ChannelDropOut2D',
    'drop_path',
    'DropPathV2',
  ])('is known: %s', (className) => {
    expect(regulariserNamed(className)).toBeDefined();
  });

  it.each([
    'Dropout',
    'mine>Dropout',
    'mine>SpatialDropout2D',
    'MCDropout',
    'MonteCarloDropout',
    'PermanentDropout',
    'ConcreteDropout',
    'DropoutWrapper',
    'DropConnectDense',
    'Backdrop',
    'RandomHue',
  ])('is not: %s', (className) => {
    expect(regulariserNamed(className)).toBeUndefined();
  });

  it.each(['FixedDropout', 'DropBlock2D', 'mine>DropPath'])(
    '%s does nothing, wherever it comes from',
    async (name) => {
      for (const origin of [{}, foreign(name), { module: 'mine.layers' }]) {
        const { graph } = await read({ ...layer(name, 'mine', { rate: 0.5 }, 'image'), ...origin });
        expect(graph.layers.at(-1)).toMatchObject({ kind: 'identity', inputs: ['image'] });
      }
    },
  );

  it.each([
    ['survival_probability', 0.8],
    ['rate', 0.2],
  ])('joins two branches, scaled by how often the second survives: %s', async (option, value) => {
    const depth = layer('Addons>StochasticDepth', 'mine', { [option]: value }, 'image', 'image');
    const { graph } = await read(depth);
    expect(graph.layers.slice(1)).toMatchObject([
      { kind: 'affine', scale: Float32Array.of(0.8), inputs: ['image'] },
      { kind: 'arithmetic', operation: 'add', inputs: ['image', 'mine/scaled'] },
    ]);
  });

  it.each<[string, object, RegExp]>([
    [
      'that wraps another layer',
      layer('DropConnect', 'mine', { layer: {} }, 'image'),
      /it wraps another layer$/,
    ],
    [
      'that is set to drop at inference time',
      layer('MyDropout', 'mine', { training: true }, 'image'),
      /expected a layer that drops in training alone$/,
    ],
    [
      'that is called as in training',
      calledWith(layer('MyDropout', 'mine', {}), { training: true }),
      /training = true: expected the layer as at inference time$/,
    ],
    [
      'of two inputs without a share for the second',
      layer('StochasticDepth', 'mine', { drop_prob: 0.2 }, 'image', 'image'),
      /expected one input, got 2$/,
    ],
  ])('is refused %s', async (_, last, message) => {
    await expect(read(last)).rejects.toThrow(message);
  });

  it('is refused with weights, but for the state of its random numbers', async () => {
    const last = layer('MyDropout', 'mine', { rate: 0.1 }, 'image');
    const value = { shape: [1], values: [1] };
    await expect(read(last, { mine: { seed_generator_state: value } })).resolves.toMatchObject({
      parameters: 0,
    });
    await expect(read(last, { mine: { 'p_logit:0': value } })).rejects.toThrow(
      /weight mine\/p_logit: the file has it, and nothing uses it/,
    );
  });
});

describe('a layer that crops at random in training', () => {
  const crop = (height: number) =>
    layer('RandomCrop', 'mine', { height, width: 8, data_format: null }, 'image');

  it('leaves a picture of its own size as it is', async () => {
    const { graph } = await read(crop(8));
    expect(graph.layers.at(-1)).toMatchObject({ kind: 'identity', inputs: ['image'] });
  });

  it('is refused for a larger picture, of which Keras’s generations make different ones', async () => {
    await expect(read(crop(6))).rejects.toThrow(
      /cuts 6 x 8 out of 8 x 8 at random in training: use CenterCrop or Resizing for inference$/,
    );
  });
});
