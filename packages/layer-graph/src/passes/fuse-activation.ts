import type { Layer, LayerGraph } from '../layer-graph.js';
import { countReaders } from './count-readers.js';

/**
 * Merges an activation into the convolution or dense layer that it alone reads, for engines that have both in one
 * operation. It runs after `foldBatchNorm`, because scaling cannot be merged past an activation.
 */
export function fuseActivation(graph: LayerGraph): LayerGraph {
  const readers = countReaders(graph);
  const rewritten = new Map<string, Layer>();
  for (const layer of graph.layers) {
    const [inputName = ''] = layer.inputs;
    const source = rewritten.get(inputName);
    const canTake =
      (source?.kind === 'conv2d' || source?.kind === 'dense') &&
      source.activation === null &&
      readers.get(inputName) === 1;
    if (layer.kind === 'activation' && canTake) {
      // The merged layer takes the activation's name and place, so that its readers find it.
      rewritten.delete(inputName);
      rewritten.set(layer.name, { ...source, name: layer.name, activation: layer.activation });
    } else {
      rewritten.set(layer.name, layer);
    }
  }
  return { layers: [...rewritten.values()], outputs: graph.outputs };
}
