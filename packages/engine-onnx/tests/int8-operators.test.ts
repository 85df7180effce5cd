import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conv2dLayer, type Layer, type LayerGraph, NO_PADDING, samePadding2d } from '@slc/layer-graph';
import { afterAll, expect, it } from 'vitest';
import { compileToOnnx } from '../src/compile.js';
import { observableLayers } from '../src/int8/observable-layers.js';
import { InferenceSession, Tensor } from '../src/onnxruntime.js';

const folder = mkdtempSync(join(tmpdir(), 'int8-operators-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CHANNELS = 8;

function conv(name: string, input: string, changes: Partial<Conv2dLayer> = {}): Conv2dLayer {
  const { groups = 1, kernel: { shape = [1, 1, CHANNELS / groups, CHANNELS] } = {} } = changes;
  const length = shape.reduce((a, b) => a * b);
  return {
    kind: 'conv2d',
    name,
    inputs: [input],
    kernel: { shape, data: Float32Array.from({ length }, (_, i) => ((i * 7) % 11) / 11 - 0.4) },
    bias: new Float32Array(CHANNELS).fill(0.1),
    activation: null,
    strides: [1, 1],
    dilation: [1, 1],
    groups,
    padding: NO_PADDING,
    ...changes,
  };
}

const swish = { kind: 'swish' } as const;
const padding = samePadding2d([8, 8], { size: [3, 3], strides: [1, 1] });
const ofSize = (shape: readonly number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.1),
});

/** What EfficientNets are made of: stem, depthwise convolution, squeeze and excitation, sum, and the joining of others. */
const layers: readonly Layer[] = [
  { kind: 'input', name: 'image', inputs: [], shape: [8, 8, 3] },
  {
    kind: 'affine',
    name: 'scaled',
    inputs: ['image'],
    scale: Float32Array.of(1 / 127.5),
    offset: Float32Array.of(-1),
  },
  conv('stem', 'scaled', {
    kernel: ofSize([3, 3, 3, CHANNELS]),
    padding,
    activation: { kind: 'clip', low: 0, high: 6 },
  }),
  conv('depthwise', 'stem', {
    kernel: ofSize([3, 3, 1, CHANNELS]),
    groups: CHANNELS,
    padding,
    activation: swish,
  }),
  { kind: 'reduce', operation: 'mean', axes: [0, 1], keepDims: true, name: 'squeeze', inputs: ['depthwise'] },
  conv('reduce', 'squeeze', { activation: swish }),
  conv('expand', 'reduce', { activation: { kind: 'sigmoid' } }),
  { kind: 'arithmetic', operation: 'multiply', name: 'excite', inputs: ['depthwise', 'expand'] },
  conv('project', 'excite'),
  { kind: 'arithmetic', operation: 'add', name: 'sum', inputs: ['stem', 'project'] },
  { kind: 'activation', activation: { kind: 'relu' }, name: 'cut', inputs: ['sum'] },
  {
    kind: 'pool',
    operation: 'max',
    size: [2, 2],
    strides: [2, 2],
    padding: NO_PADDING,
    name: 'max',
    inputs: ['cut'],
  },
  {
    kind: 'pool',
    operation: 'average',
    size: [2, 2],
    strides: [2, 2],
    padding: NO_PADDING,
    name: 'average',
    inputs: ['cut'],
  },
  { kind: 'concat', axis: 2, name: 'joined', inputs: ['max', 'average'] },
  { kind: 'reduce', operation: 'mean', axes: [0, 1], keepDims: false, name: 'mean', inputs: ['joined'] },
  {
    kind: 'dense',
    name: 'head',
    inputs: ['mean'],
    kernel: ofSize([2 * CHANNELS, 2]),
    bias: null,
    activation: null,
  },
];
const graph: LayerGraph = { layers, outputs: { logits: 'head', embedding: 'mean' } };

/** The operators that onnxruntime runs for one image, by name, with how many of each there are. */
async function operatorsRun(float: readonly string[]): Promise<Record<string, number>> {
  const ranges = Object.fromEntries(observableLayers(graph).map((name) => [name, [-1, 4] as const]));
  const session = await InferenceSession.create(
    Buffer.concat([...compileToOnnx(graph, { quantisation: { ranges, float } })]),
    {
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
      logSeverityLevel: 3,
    },
  );
  await session.run({ '@pixels': new Tensor('uint8', new Uint8Array(192), [1, 8, 8, 3]) });
  session.endProfiling();
  await session.release();
  const [profile = ''] = readdirSync(folder);
  const events: { name: string; args?: { op_name?: string } }[] = JSON.parse(
    readFileSync(join(folder, profile), 'utf8'),
  );
  rmSync(join(folder, profile));
  const operators = events
    .filter(({ name }) => name.endsWith('_kernel_time'))
    .map(({ args }) => args?.op_name ?? '');
  return Object.fromEntries(
    [...new Set(operators)].sort().map((name) => [name, operators.filter((each) => each === name).length]),
  );
}

it('onnxruntime computes in bytes from the pixels to the last image', async () => {
  expect(await operatorsRun([])).toEqual({
    ...{ QLinearConv: 5, QLinearSigmoid: 3, QLinearMul: 3, QLinearAdd: 1, QLinearConcat: 1 },
    ...{ QLinearGlobalAveragePool: 1, QLinearAveragePool: 1, NhwcMaxPool: 1, Transpose: 2 },
    // The head is float.
    ...{ DequantizeLinear: 1, GlobalAveragePool: 1, Reshape: 1, Identity: 1, Gemm: 1 },
  });
});

it('one layer that stays float is one island', async () => {
  const operators = await operatorsRun(['depthwise']);
  expect(operators).toMatchObject({
    QLinearConv: 4,
    Conv: 1,
    QuickGelu: 1,
    QuantizeLinear: 1,
    DequantizeLinear: 2,
  });
});
