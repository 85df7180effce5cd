import type { Layer, LayerGraph } from '../layer-graph.js';
import { countReaders } from './count-readers.js';

/**
 * Makes an activation that alone reads a convolution or a dense layer a part of that layer, so that engines which
 * have both in one operation can use it. Run `foldBatchNorm` first: a scaling after the activation no longer fits in.
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
