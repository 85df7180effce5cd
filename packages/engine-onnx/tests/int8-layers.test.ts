import type { OutputName } from '@slc/domain';
import { type Layer, type LayerGraph, prepareGraph, sizeOf } from '@slc/layer-graph';
import {
  findDifferences,
  heatMapCases,
  imagesFor,
  type LayerCase,
  layerCases,
  runNaively,
  windowCases,
} from '@slc/layer-graph/testing';
import { describe, expect, it } from 'vitest';
import { compileToOnnx } from '../src/compile.js';
import { int8Layers, observableLayers } from '../src/int8/observable-layers.js';
import { stepOf } from '../src/int8/step.js';
import { InferenceSession, Tensor } from '../src/onnxruntime.js';
import { openLaidOut } from './open-laid-out.js';

type Ranges = Record<string, [number, number]>;

/** The least and largest value of each layer on these images. */
async function measure(graph: LayerGraph, images: readonly Uint8Array[]): Promise<Ranges> {
  const observe = observableLayers(graph);
  const session = await InferenceSession.create(Buffer.concat([...compileToOnnx(graph, { observe })]));
  const shape = graph.layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  const pixels = new Tensor('uint8', Buffer.concat(images), [images.length, ...shape]);
  const values = await session.run({ '@pixels': pixels });
  await session.release();
  const ends = (name: string): [number, number] => {
    const data = Array.from(values[name]?.data as Float32Array);
    return [Math.min(...data), Math.max(...data)];
  };
  return Object.fromEntries(observe.map((name) => [name, ends(name)]));
}

/**
 * How far int8 may be from the exact network: each value is rounded to half a step, and each layer passes on the errors of
 * its inputs, times how much it enlarges them.
 */
function errorOf(graph: LayerGraph, ranges: Ranges): number {
  const errors = new Map<string, number>();
  const largest = (name: string) => Math.max(...(ranges[name] ?? [3, 3]).map(Math.abs));
  for (const layer of graph.layers) {
    const [first = 0, second = 0] = layer.inputs.map((name) => errors.get(name) ?? 0);
    const [a = '', b = ''] = layer.inputs;
    errors.set(
      layer.name,
      passedOn(layer, [first, second], [largest(a), largest(b)]) + rounding(layer, ranges),
    );
  }
  return errors.get(graph.outputs.logits) ?? 0;
}

function passedOn(layer: Layer, [first, second]: [number, number], [a, b]: [number, number]): number {
  switch (layer.kind) {
    case 'conv2d':
    case 'dense': {
      const { shape, data } = layer.kernel;
      const channels = shape.at(-1) ?? 1;
      const products = sizeOf(shape) / channels;
      const channel = (o: number) => data.filter((_, i) => i % channels === o).map(Math.abs);
      const gain = Math.max(
        ...Array.from({ length: channels }, (_, o) => channel(o).reduce((x, y) => x + y, 0)),
      );
      const weightRounding = Math.max(...data.map(Math.abs)) / 254;
      return gain * first + products * weightRounding * (a + first);
    }
    case 'affine':
      // Pixels: half a level, since no byte stands for 0 exactly.
      return layer.inputs[0] === 'image'
        ? (layer.scale[0] ?? 0) / 2
        : Math.max(...layer.scale.map(Math.abs)) * (first + a / 254);
    case 'arithmetic':
      // A constant is rounded, too.
      return layer.operation === 'add'
        ? first + second + a / 255
        : (first + a / 255) * (b + second) + second * a + a * (b / 255);
    default: {
      const isLeaky = layer.kind === 'activation' && layer.activation.kind === 'leaky-relu';
      return Math.max(1.2, isLeaky ? layer.activation.slope : 0) * first;
    }
  }
}

function rounding(layer: Layer, ranges: Ranges): number {
  const halfStep = (name: string) => (ranges[name] ? stepOf(ranges[name]).scale / 2 : 0);
  // Of a swish also its sigmoid is rounded, which the value before it multiplies.
  const linear = ranges[`${layer.name}@linear`] ?? ranges[layer.inputs[0] ?? ''] ?? [3, 3];
  const isSwish = 'activation' in layer && layer.activation?.kind === 'swish';
  const sigmoid = isSwish ? Math.max(...linear.map(Math.abs)) / 510 : 0;
  return halfStep(layer.name) + 1.2 * halfStep(`${layer.name}@linear`) + sigmoid + 1e-5;
}

async function logitsOf(
  graph: LayerGraph,
  images: readonly Uint8Array[],
  ranges: Ranges,
): Promise<Float32Array> {
  const engine = await openLaidOut(graph, { quantisation: { ranges, float: [] } });
  try {
    return (
      (await engine.infer(Buffer.concat(images), images.length, ['logits'])).logits ?? new Float32Array()
    );
  } finally {
    await engine.close();
  }
}

/** Float layers may enlarge errors without bound, as a division does; these do not. */
const FLOAT_KINDS = ['input', 'constant', 'affine'];

function isBounded({ graph }: LayerCase): boolean {
  const areInt8 = new Set([...int8Layers(graph)]);
  const moves = ['reshape', 'transpose', 'slice', 'pad', 'pool', 'resize', 'identity'];
  const isCut = (layer: Layer) =>
    layer.kind === 'activation' && ['relu', 'clip'].includes(layer.activation.kind);
  return (
    graph.layers.some((layer) => areInt8.has(layer.name) || moves.includes(layer.kind) || isCut(layer)) &&
    graph.layers.every(
      (layer) => areInt8.has(layer.name) || [...FLOAT_KINDS, ...moves].includes(layer.kind) || isCut(layer),
    )
  );
}

describe('layers in int8 on onnxruntime', () => {
  const cases = [...layerCases(), ...windowCases()].filter(isBounded);

  it.each(cases)('$name', async ({ graph }) => {
    const images = imagesFor(graph);
    const ranges = await measure(graph, images);
    const expected = images.flatMap((image) => [...runNaively(graph, image).logits]);
    const logits = await logitsOf(graph, images, ranges);
    const worst = Math.max(...expected.map((value, i) => Math.abs((logits[i] ?? Number.NaN) - value)));
    expect(worst).toBeLessThanOrEqual(errorOf(graph, ranges));
  });

  it('are many', () => {
    expect(cases.length).toBeGreaterThan(100);
  });
});

describe('outputs in int8 on onnxruntime', () => {
  const [{ graph: whole } = { graph: { layers: [], outputs: { logits: '' } } }] = heatMapCases();
  const graph = prepareGraph(whole, { scale: 1, offset: 0 });

  it('are all there, near those of the exact network', async () => {
    const images = imagesFor(graph);
    const ranges = await measure(graph, images);
    const engine = await openLaidOut(graph, { quantisation: { ranges, float: [] } });
    const names = Object.keys(graph.outputs) as OutputName[];
    const outputs = await engine.infer(Buffer.concat(images), images.length, names);
    await engine.close();
    expect(names).toEqual(
      expect.arrayContaining(['logits', 'embedding', 'activations', 'gradCam', 'hiResCam']),
    );
    for (const name of names) {
      const expected = images.flatMap((image) => [...(runNaively(graph, image)[name] ?? [])]);
      const got = [...(outputs[name] ?? [])];
      expect(got).toHaveLength(expected.length);
      const worst = Math.max(...expected.map((value, i) => Math.abs((got[i] ?? Number.NaN) - value)));
      expect(worst, name).toBeLessThanOrEqual(0.05 * Math.max(...expected.map(Math.abs)));
    }
  });
});

it('a range that was not measured is named, and so is a layer that is none of the network', () => {
  const [{ graph } = { graph: { layers: [], outputs: { logits: '' } } }] = layerCases();
  const compile = (float: readonly string[]) => () => [
    ...compileToOnnx(graph, { quantisation: { ranges: {}, float } }),
  ];
  expect(compile([])).toThrow(/int8: expected a range of layer, there is none/);
  expect(compile(['layer', 'other'])).toThrow(/int8: expected a layer other to stay float, there is none/);
});

describe('layers that stay float', () => {
  const chosen = layerCases().filter(({ name }) =>
    /conv2d (with swish|with relu|depthwise), same|add/.test(name),
  );

  it.each(chosen)('are exact: $name', async ({ graph }) => {
    const images = imagesFor(graph);
    const ranges = await measure(graph, images);
    const float = graph.layers.map(({ name }) => name);
    const engine = await openLaidOut(graph, { quantisation: { ranges, float } });
    const outputs = await engine.infer(Buffer.concat(images), images.length, ['logits']);
    await engine.close();
    expect(findDifferences(graph, { images, outputs })).toEqual([]);
  });
});
