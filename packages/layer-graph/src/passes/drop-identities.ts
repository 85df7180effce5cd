import type { LayerGraph } from '../layer-graph.js';

/** Removes the layers that do nothing at inference time; their readers read the layers' inputs. */
export function dropIdentities({ layers, outputs }: LayerGraph): LayerGraph {
  const standsFor = new Map<string, string>();
  // Topological order makes each lookup final: an identity's own input has been resolved before it.
  const resolve = (name: string): string => standsFor.get(name) ?? name;
  const left = [];
  for (const layer of layers) {
    const inputs = layer.inputs.map(resolve);
    if (layer.kind === 'identity' && inputs[0] !== undefined) standsFor.set(layer.name, inputs[0]);
    else left.push({ ...layer, inputs });
  }
  const named = Object.entries(outputs).map(([name, layerName]) => [name, resolve(layerName)]);
  return { layers: left, outputs: { ...outputs, ...Object.fromEntries(named) } };
}
