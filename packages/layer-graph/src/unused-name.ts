import type { LayerGraph } from './layer-graph.js';

/** A name for a new layer: the wanted one, or with a number behind it where a layer has that name. */
export function unusedName({ layers }: LayerGraph, wanted: string): string {
  const names = new Set(layers.map(({ name }) => name));
  let name = wanted;
  for (let i = 2; names.has(name); i++) name = `${wanted}~${i}`;
  return name;
}
