import type { Layer, LayerGraph } from '../layer-graph.js';

/**
 * Lets each layer take in the layer before it, where no other layer and no output reads that one.
 *
 * @param merge makes one layer of the two, or returns null; what it returns gets the second layer's name and place, so
 *   that its readers find it
 */
export function mergeSources(
  { layers, outputs }: LayerGraph,
  merge: (source: Layer, layer: Layer) => Layer | null,
): LayerGraph {
  const readers = new Map<string, number>();
  for (const name of [...Object.values(outputs), ...layers.flatMap(({ inputs }) => inputs)]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  const rewritten = new Map<string, Layer>();
  for (const layer of layers) {
    const [inputName = ''] = layer.inputs;
    const source = rewritten.get(inputName);
    const merged = source && readers.get(inputName) === 1 ? merge(source, layer) : null;
    if (merged) rewritten.delete(inputName);
    rewritten.set(layer.name, merged ? { ...merged, name: layer.name } : layer);
  }
  return { layers: [...rewritten.values()], outputs };
}
