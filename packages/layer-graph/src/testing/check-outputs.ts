import { OUTPUT_NAMES, type OutputName } from '@slc/domain';
import { type LayerGraph, type Shape, shapesOf, sizeOf } from '../index.js';
import { runNaively } from './naive-network.js';

/** Three images of random-looking bytes in the shape of a network's input. */
export function imagesFor(graph: LayerGraph): readonly Uint8Array[] {
  const shape: Shape = graph.layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  return [0, 1, 2].map((n) =>
    Uint8Array.from({ length: sizeOf(shape) }, (_, i) => (i * (37 + 24 * n) + 11 * n) % 256),
  );
}

export interface GivenOutputs {
  readonly images: readonly Uint8Array[];
  /** Of all images together, every one that the graph has. */
  readonly outputs: Partial<Readonly<Record<OutputName, ArrayLike<number>>>>;
  /** Of a number's size, of 1 at least. Not given: what float32 explains. */
  readonly tolerance?: number | undefined;
}

/**
 * Holds an engine's outputs against plain loops in double precision.
 *
 * @returns a line for each number that is wrong or missing; none when all are right
 */
export function findDifferences(
  graph: LayerGraph,
  { images, outputs, tolerance = FLOAT32_TOLERANCE }: GivenOutputs,
): readonly string[] {
  const naive = images.map((image) => runNaively(graph, image));
  return OUTPUT_NAMES.flatMap((name) => {
    const expected = naive.flatMap((each) => [...(each[name] ?? [])]);
    const given = Array.from(outputs[name] ?? []);
    if (given.length !== expected.length) return [`${name}: ${given.length} numbers for ${expected.length}`];
    return expected.flatMap((value, i) => {
      // In range: both have the same length.
      const got = given[i] as number;
      if (Math.abs(got - value) <= tolerance * Math.max(1, Math.abs(value))) return [];
      const place = i % (expected.length / images.length);
      return [`${name}, ${placeOf(graph, graph.outputs[name] ?? '', place)}: ${got} for ${value}`];
    });
  });
}

/** Float32 has 24 bits; sums of a hundred products lose a few of them. */
const FLOAT32_TOLERANCE = 2e-5;

/** Where vectors are joined, the one that a number comes from. */
function placeOf(graph: LayerGraph, layerName: string, index: number): string {
  const layer = graph.layers.find(({ name }) => name === layerName);
  if (layer?.kind !== 'concat' || layer.axis !== 0) return `${index}`;
  const shapes = shapesOf(graph);
  let left = index;
  for (const input of layer.inputs) {
    const size = sizeOf(shapes.get(input) ?? []);
    if (left < size) return `${input} ${left}`;
    left -= size;
  }
  return `${index}`;
}
