import type { LayerGraph } from '../layer-graph.js';
import { mapOutputs } from '../map-outputs.js';

/** Removes the layers that do nothing at inference time; their readers read the layers' inputs. */
export function dropIdentities(graph: LayerGraph): LayerGraph {
  const standsFor = new Map<string, string>();
  // Topological order makes each lookup final: an identity's own input has been resolved before it.
  const resolve = (name: string): string => standsFor.get(name) ?? name;
  const layers = [];
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map(resolve);
    if (layer.kind === 'identity' && inputs[0] !== undefined) standsFor.set(layer.name, inputs[0]);
    else layers.push({ ...layer, inputs });
  }
  return { layers, outputs: mapOutputs(graph.outputs, resolve) };
}
