import type { LayerGraph } from '../layer-graph.js';

/** How many inputs read each layer's value; the network's output counts as one more. */
export function countReaders(graph: LayerGraph): ReadonlyMap<string, number> {
  const readers = new Map([[graph.output, 1]]);
  for (const layer of graph.layers) {
    for (const input of layer.inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  return readers;
}
