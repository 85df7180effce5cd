import type { LayerGraph } from '../layer-graph.js';

/** Counts the inputs that read each layer's value; each of the network's outputs counts as one more. */
export function countReaders(graph: LayerGraph): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  const read = [...Object.values(graph.outputs), ...graph.layers.flatMap((layer) => layer.inputs)];
  for (const name of read) readers.set(name, (readers.get(name) ?? 0) + 1);
  return readers;
}
