import { describe, expect, it } from 'vitest';
import {
  type LayerGraph,
  prepareGraph,
  preparePasses,
  type Shape,
  shapesOf,
  sizeOf,
  sortLayers,
} from '../index.js';
import { heatMapCases, imagesFor, runNaively } from '../testing/index.js';

type Values = ArrayLike<number>;

describe.each(heatMapCases())('heat maps: $name', ({ graph, activations, hasMaps }) => {
  const prepared = prepareGraph(graph, { scale: 1, offset: 0 });
  const images = imagesFor(graph);

  it(activations.length > 0 ? `rest on ${activations.join(' and ')}` : 'rest on nothing', () => {
    if (activations.length === 0) expect(prepared.outputs).not.toHaveProperty('activations');
    if (activations.length !== 1) return;
    for (const image of images) {
      expectNear(runNaively(prepared, image).activations, numbersOf(graph, activations[0] ?? '', image));
    }
  });

  it(hasMaps ? 'are what finite differences give' : 'are not there', () => {
    if (!hasMaps) {
      expect(prepared.outputs).not.toHaveProperty('gradCam');
      expect(prepared.outputs).not.toHaveProperty('hiResCam');
      return;
    }
    for (const image of images) {
      const { gradCam, hiResCam } = runNaively(prepared, image);
      const expected = mapsByDifferences(graph, activations, image);
      expectNear(gradCam, expected.gradCam);
      expectNear(hiResCam, expected.hiResCam);
    }
  });

  it('leave for the logits what there is without them', () => {
    const { addHeatMaps, fuseActivation, ...others } = preparePasses;
    const bare = Object.values(others).reduce((rewritten, pass) => pass(rewritten), graph);
    const forLogits = (each: LayerGraph) => sortLayers(each.layers, [each.outputs.logits]);
    expect(forLogits(addHeatMaps(bare))).toEqual(forLogits(bare));
    const alone = fuseActivation(bare);
    for (const image of images)
      expect(runNaively(prepared, image).logits).toEqual(runNaively(alone, image).logits);
  });
});

it('heat maps are refused where the derivatives of a flattened image are too many', () => {
  const classes = 168;
  const graph: LayerGraph = {
    layers: [
      { kind: 'input', name: 'image', inputs: [], shape: [7, 7, 512] },
      {
        kind: 'affine',
        name: 'features',
        inputs: ['image'],
        scale: Float32Array.of(1),
        offset: Float32Array.of(0),
      },
      { kind: 'reshape', name: 'flat', inputs: ['features'], shape: [25_088] },
      {
        kind: 'dense',
        name: 'end',
        inputs: ['flat'],
        kernel: { shape: [25_088, classes], data: new Float32Array(25_088 * classes) },
        bias: null,
        activation: null,
      },
    ],
    outputs: { logits: 'end' },
  };
  expect(Object.keys(preparePasses.addHeatMaps(graph).outputs)).toEqual(['logits', 'activations']);
});

/** The network's end by finite differences in double precision, and the maps' definitions as loops. */
function mapsByDifferences(graph: LayerGraph, activations: readonly string[], image: Values) {
  const values = new Map(activations.map((name) => [name, Float64Array.from(numbersOf(graph, name, image))]));
  const shapes = activations.map((name) => shapesOf(graph).get(name) ?? []);
  const height = Math.max(...shapes.map(([size = 0]) => size));
  const width = Math.max(...shapes.map(([, size = 0]) => size));
  const totals = { gradCam: new Float64Array(), hiResCam: new Float64Array() };
  for (const [i, name] of activations.entries()) {
    const shape = shapes[i] ?? [];
    const maps = mapsOfImage(differences(graph, values, name), values.get(name) ?? [], shape);
    for (const method of ['gradCam', 'hiResCam'] as const) {
      const share = sizeOf(shape.slice(0, 2)) / (height * width) / activations.length;
      const classes = maps[method].length / sizeOf(shape.slice(0, 2));
      const large = enlarge(maps[method], [shape[0] ?? 0, shape[1] ?? 0, classes], [height, width]);
      totals[method] = large.map((value, at) => value * share + (totals[method][at] ?? 0));
    }
  }
  return totals;
}

/** @param gradients of each class's logit with each activation */
function mapsOfImage(gradients: readonly Float64Array[], values: Values, shape: Shape) {
  const [height = 0, width = 0, channels = 0] = shape;
  const pixels = height * width;
  const classes = gradients.length;
  const gradCam = new Float64Array(pixels * classes);
  const hiResCam = new Float64Array(pixels * classes);
  for (const [k, gradient] of gradients.entries())
    for (let p = 0; p < pixels; p++) {
      let [mean, each] = [0, 0];
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let other = 0; other < pixels; other++) sum += gradient[other * channels + c] ?? Number.NaN;
        const value = values[p * channels + c] ?? Number.NaN;
        mean += (sum / pixels) * value;
        each += (gradient[p * channels + c] ?? Number.NaN) * value;
      }
      gradCam[p * classes + k] = Math.max(mean, 0);
      hiResCam[p * classes + k] = Math.max(each, 0);
    }
  return { gradCam, hiResCam };
}

const STEP = 1e-5;

/** @returns for each class, how its logit changes with each of the named activations */
function differences(
  graph: LayerGraph,
  values: ReadonlyMap<string, Float64Array>,
  name: string,
): readonly Float64Array[] {
  const value = values.get(name) ?? new Float64Array();
  const columns = Array.from(value, (_, i) => {
    const [below, above] = [-STEP, STEP].map((step) => {
      const moved = value.slice();
      moved[i] = (moved[i] ?? 0) + step;
      return logitsFrom(graph, new Map([...values, [name, moved]]));
    });
    return Array.from(above ?? [], (logit, k) => (logit - (below?.[k] ?? 0)) / (2 * STEP));
  });
  const single = columns[0]?.length === 1;
  const slopes = (k: number) => Float64Array.from(columns, (column) => column[k] ?? Number.NaN);
  // Of one unit, two classes are made, whose logits are taken for -z and z.
  if (single) return [slopes(0).map((slope) => -slope), slopes(0)];
  return Array.from(columns[0] ?? [], (_, k) => slopes(k));
}

/** The values before a final softmax or sigmoid, where the named layers have these values. */
function logitsFrom(graph: LayerGraph, values: ReadonlyMap<string, Float64Array>): Float64Array {
  const last = graph.layers.at(-1);
  const isEnd =
    last?.kind === 'softmax' || (last?.kind === 'activation' && last.activation.kind === 'sigmoid');
  const logits = isEnd ? (last.inputs[0] ?? '') : graph.outputs.logits;
  // One input holds all the values, and each named layer is a slice of it.
  const all = [...values.values()].flatMap((each) => [...each]);
  const shapes = shapesOf(graph);
  let first = 0;
  const parts = [...values].flatMap(([name, each]) => {
    const start = [first];
    first += each.length;
    return [
      {
        kind: 'slice',
        name: `${name}/part`,
        inputs: ['values'],
        start,
        size: [each.length],
        step: [1],
      } as const,
      { kind: 'reshape', name, inputs: [`${name}/part`], shape: shapes.get(name) ?? [] } as const,
    ];
  });
  const rest = graph.layers.filter(({ name }) => !values.has(name));
  const input = { kind: 'input', name: 'values', inputs: [], shape: [all.length] } as const;
  const layers = sortLayers([input, ...parts, ...rest], [logits]);
  return runNaively({ layers, outputs: { logits } }, all).logits;
}

function numbersOf(graph: LayerGraph, name: string, image: Values): Float64Array {
  return runNaively({ layers: sortLayers(graph.layers, [name]), outputs: { logits: name } }, image).logits;
}

function enlarge(map: Float64Array, shape: Shape, [height, width]: readonly [number, number]): Float64Array {
  if (shape[0] === height && shape[1] === width) return map;
  const layers = [
    { kind: 'input', name: 'map', inputs: [], shape },
    { kind: 'resize', name: 'large', inputs: ['map'], method: 'bilinear', height, width },
  ] as const;
  return runNaively({ layers, outputs: { logits: 'large' } }, map).logits;
}

/** Double precision, but for folded weights, which are float32. */
function expectNear(given: Values | undefined, expected: Values): void {
  expect(given?.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [value = Number.NaN, wanted = Number.NaN] = [given?.[i], expected[i]];
    expect(Math.abs(value - wanted), `${i}: ${value} for ${wanted}`).toBeLessThanOrEqual(
      2e-6 * Math.max(1, Math.abs(wanted)),
    );
  }
}
