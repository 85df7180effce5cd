import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Activation, type Layer, NO_PADDING, type Shape, samePadding2d } from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';
import { compileToOnnx } from './compile.js';
import { openEngine } from './engine-module.js';
import { scaleTo } from './layers/resize.js';

const folder = mkdtempSync(join(tmpdir(), 'engine-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Compiles layers that read a layer `image` of this shape, and runs them on one batch. */
async function run(shape: Shape, layers: readonly Layer[], pixels: readonly number[], batchSize = 1) {
  const path = join(folder, 'model.onnx');
  const outputs = { logits: layers.at(-1)?.name ?? '' };
  const graph = {
    layers: [{ kind: 'input' as const, name: 'image', inputs: [], shape }, ...layers],
    outputs,
  };
  writeFileSync(path, Buffer.concat([...compileToOnnx(graph)]));
  const engine = await openEngine(path, { threads: 1 });
  try {
    const { logits } = await engine.infer(Uint8Array.from(pixels), batchSize, ['logits']);
    return [...(logits ?? [])];
  } finally {
    await engine.close();
    await engine.close();
  }
}

const pool: Layer = {
  kind: 'reduce',
  operation: 'mean',
  axes: [0, 1],
  name: 'pool',
  inputs: ['image'],
  keepDims: false,
};

/** Series of the error function, good to 1e-9 for the arguments used here. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

describe('compileToOnnx', () => {
  it('reads pixels by row, column and channel', async () => {
    expect(await run([1, 2, 3], [pool], [10, 20, 30, 50, 60, 70])).toEqual([30, 40, 50]);
  });

  it('leaves the batch free', async () => {
    expect(await run([1, 1, 2], [pool], [1, 2, 3, 4, 5, 6], 3)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('convolves with SAME padding whose odd row and column are at the end', async () => {
    const conv: Layer = {
      kind: 'conv2d',
      name: 'conv',
      inputs: ['image'],
      bias: Float32Array.of(100),
      strides: [2, 2],
      dilation: [1, 1],
      groups: 1,
      padding: samePadding2d([4, 4], { size: [3, 3], strides: [2, 2] }),
      activation: null,
      kernel: { shape: [3, 3, 1, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) },
    };
    const flat: Layer = { kind: 'reshape', name: 'flat', inputs: ['conv'], shape: [4] };
    const pixels = Array.from({ length: 16 }, (_, i) => i);
    // By hand: out(y, x) = sum of kernel(i, j) * in(2 y + i, 2 x + j), zero beyond row and column 3.
    const at = (y: number, x: number) => (y > 3 || x > 3 ? 0 : 4 * y + x);
    const expected = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].map(([y = 0, x = 0]) => {
      let sum = 100;
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) sum += (3 * i + j + 1) * at(2 * y + i, 2 * x + j);
      return sum;
    });
    expect(await run([4, 4, 1], [conv, flat], pixels)).toEqual(expected);
  });

  it('convolves each channel with its own kernels when there are as many groups as channels', async () => {
    const conv: Layer = {
      kind: 'conv2d',
      name: 'conv',
      inputs: ['image'],
      bias: null,
      strides: [1, 1],
      dilation: [1, 1],
      groups: 2,
      padding: NO_PADDING,
      activation: null,
      kernel: { shape: [1, 1, 1, 4], data: Float32Array.of(1, 10, 100, 1000) },
    };
    const flat: Layer = { kind: 'reshape', name: 'flat', inputs: ['conv'], shape: [4] };
    expect(await run([1, 1, 2], [conv, flat], [3, 5])).toEqual([3, 30, 500, 5000]);
  });

  it('reshapes an image in row, column, channel order, and back', async () => {
    const layers: Layer[] = [
      { kind: 'reshape', name: 'vector', inputs: ['image'], shape: [12] },
      { kind: 'reshape', name: 'other', inputs: ['vector'], shape: [3, 2, 2] },
      { kind: 'reshape', name: 'again', inputs: ['other'], shape: [12] },
    ];
    const pixels = Array.from({ length: 12 }, (_, i) => i);
    expect(await run([2, 2, 3], layers.slice(0, 1), pixels)).toEqual(pixels);
    expect(await run([2, 2, 3], layers, pixels)).toEqual(pixels);
  });

  it('multiplies an image by one value a channel', async () => {
    const layers: Layer[] = [
      pool,
      { kind: 'reshape', name: 'excite', inputs: ['pool'], shape: [1, 1, 2] },
      { kind: 'arithmetic', operation: 'multiply', name: 'scaled', inputs: ['image', 'excite'] },
      { kind: 'reshape', name: 'flat', inputs: ['scaled'], shape: [4] },
    ];
    expect(await run([1, 2, 2], layers, [1, 10, 3, 30])).toEqual([2, 200, 6, 600]);
  });

  it('computes dense layers, affine layers and batch norms', async () => {
    const layers: Layer[] = [
      pool,
      {
        kind: 'dense',
        name: 'dense',
        inputs: ['pool'],
        kernel: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
        bias: Float32Array.of(10, 20),
        activation: null,
      },
      {
        kind: 'affine',
        name: 'affine',
        inputs: ['dense'],
        scale: Float32Array.of(2, 3),
        offset: Float32Array.of(-1),
      },
      {
        kind: 'batch-norm',
        name: 'norm',
        inputs: ['affine'],
        gamma: Float32Array.of(1, 2),
        beta: Float32Array.of(0, 1),
        mean: Float32Array.of(1, 1),
        variance: Float32Array.of(3, 3),
        epsilon: 1,
      },
    ];
    // dense: 5 + 2 * 3 ... (1 * 5 + 3 * 7 + 10, 2 * 5 + 4 * 7 + 20) = (36, 58); affine: (71, 173); norm: (35, 173)
    expect(await run([1, 1, 2], layers, [5, 7])).toEqual([35, 173]);
  });

  it.each<[Activation, (x: number) => number]>([
    [{ kind: 'relu' }, (x) => Math.max(x, 0)],
    [{ kind: 'clip', low: 0, high: 6 }, (x) => Math.min(Math.max(x, 0), 6)],
    [{ kind: 'leaky-relu', slope: 0.2 }, (x) => (x >= 0 ? x : 0.2 * x)],
    [{ kind: 'threshold', at: 1 }, (x) => (x > 1 ? x : 0)],
    [{ kind: 'elu', alpha: 0.7, scale: 1 }, (x) => (x > 0 ? x : 0.7 * Math.expm1(x))],
    [{ kind: 'elu', alpha: 1.67, scale: 1.05 }, (x) => 1.05 * (x > 0 ? x : 1.67 * Math.expm1(x))],
    [{ kind: 'hard-sigmoid', slope: 0.2, offset: 0.5 }, (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1)],
    [{ kind: 'swish' }, (x) => x / (1 + Math.exp(-x))],
    [{ kind: 'sigmoid' }, (x) => 1 / (1 + Math.exp(-x))],
    [{ kind: 'tanh' }, Math.tanh],
    [{ kind: 'softplus' }, (x) => Math.log1p(Math.exp(x))],
    [{ kind: 'softsign' }, (x) => x / (1 + Math.abs(x))],
    [{ kind: 'gelu' }, (x) => (x * (1 + erf(x / Math.SQRT2))) / 2],
    [
      { kind: 'gelu-tanh' },
      (x) => (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))) / 2,
    ],
    [{ kind: 'exp' }, Math.exp],
    [{ kind: 'log' }, Math.log],
    [{ kind: 'sqrt' }, Math.sqrt],
    [{ kind: 'abs' }, Math.abs],
    [{ kind: 'erf' }, erf],
  ])('computes %j', async (activation, expected) => {
    const layers: Layer[] = [
      pool,
      {
        kind: 'affine',
        name: 'shifted',
        inputs: ['pool'],
        scale: Float32Array.of(1),
        offset: Float32Array.of(-4),
      },
      { kind: 'activation', name: 'activated', inputs: ['shifted'], activation },
    ];
    const values = await run([1, 1, 4], layers, [1, 4, 6, 14]);
    [-3, 0, 2, 10].forEach((x, i) => {
      // Relative to the size of exp(10); float32 has seven digits.
      if (Number.isFinite(expected(x))) expect(values[i]).toBeCloseTo(expected(x), expected(x) > 100 ? 1 : 5);
    });
  });

  it('computes a softmax, a sum of three and an identity', async () => {
    const layers: Layer[] = [
      pool,
      { kind: 'arithmetic', operation: 'add', name: 'sum', inputs: ['pool', 'pool', 'pool'] },
      { kind: 'identity', name: 'same', inputs: ['sum'] },
      { kind: 'softmax', name: 'softmax', inputs: ['same'] },
    ];
    const [first, second] = await run([1, 1, 2], layers, [1, 2]);
    expect(first).toBeCloseTo(1 / (1 + Math.exp(3)), 6);
    expect(second).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
  });

  it('resizes by a factor that gives the size asked for, in float32 and in double precision', () => {
    for (let oldSize = 1; oldSize <= 300; oldSize++) {
      for (let size = 1; size <= 300; size++) {
        const product = Math.fround(scaleTo(size, oldSize)) * oldSize;
        const isExact = Math.floor(product) === size && Math.floor(Math.fround(product)) === size;
        if (!isExact) expect.fail(`${size} of ${oldSize}`);
      }
    }
  });
});
