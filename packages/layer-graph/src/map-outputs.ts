import type { GraphOutputs } from './layer-graph.js';

/** The same outputs, each taken from another layer. */
export function mapOutputs(outputs: GraphOutputs, rename: (layerName: string) => string): GraphOutputs {
  const { logits, ...others } = outputs;
  const renamed = Object.entries(others).map(([name, layerName]) => [name, rename(layerName)]);
  return { logits: rename(logits), ...Object.fromEntries(renamed) };
}
