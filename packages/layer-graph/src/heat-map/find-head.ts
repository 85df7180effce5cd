import type { Layer, LayerGraph, Shape, Tensor } from '../layer-graph.js';
import { isVectorShape, sizeOf } from '../shape.js';

/** What lies between the last spatial activations and the logits. */
export interface Head {
  /** The layers that work on vectors, in topological order; the last one gives the logits. */
  readonly layers: readonly Layer[];
  /** Names of the layers that give the last spatial activations, in topological order: one, or one for each backbone. */
  readonly activations: readonly string[];
  shapeOf(layerName: string): Shape;
  /** A constant's value; null for any other layer. */
  constantNamed(layerName: string): Tensor | null;
}

/**
 * Walks from the logits towards the image, up to the first image of more than one pixel on each way.
 *
 * @returns null where something else is met: tokens, as in a vision transformer, or the network's input
 */
export function findHead(graph: LayerGraph, shapes: ReadonlyMap<string, Shape>): Head | null {
  const byName = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const shapeOf = (name: string) => shapes.get(name) ?? [];
  const layers = new Set([graph.outputs.logits]);
  const activations = new Set<string>();
  // A Set may grow while it is walked.
  for (const name of layers) {
    const layer = byName.get(name);
    if (!layer || layer.kind === 'input' || layer.kind === 'constant') return null;
    const spatial = layer.inputs.filter(
      (input) => isSpatial(shapeOf(input)) && byName.get(input)?.kind !== 'constant',
    );
    if (!isVectorShape(shapeOf(name)) || spatial.some((input) => !isOfTrunk(byName.get(input)))) return null;
    for (const input of layer.inputs) {
      if (spatial.includes(input)) activations.add(input);
      else if (byName.get(input)?.kind !== 'constant') layers.add(input);
    }
  }
  const inOrder = graph.layers.filter(({ name }) => layers.has(name));
  return {
    layers: inOrder,
    activations: graph.layers.flatMap(({ name }) => (activations.has(name) ? [name] : [])),
    shapeOf,
    constantNamed(name) {
      const layer = byName.get(name);
      return layer?.kind === 'constant' ? layer.value : null;
    },
  };
}

/** (height, width, channels) of more than one pixel. */
function isSpatial(shape: Shape): boolean {
  return shape.length === 3 && sizeOf(shape.slice(0, 2)) > 1;
}

/** A transposed image need not have its rows and columns first. */
function isOfTrunk(layer: Layer | undefined): boolean {
  return layer !== undefined && layer.kind !== 'input' && layer.kind !== 'transpose';
}
