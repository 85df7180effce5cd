import type { LayerGraph } from '../layer-graph.js';
import { mergeSources } from './merge-sources.js';

/**
 * Merges an activation into the convolution or dense layer that it alone reads, for engines that have both in one
 * operation. It runs after `foldBatchNorm`, because scaling cannot be merged past an activation.
 */
export function fuseActivation(graph: LayerGraph): LayerGraph {
  return mergeSources(graph, (source, layer) =>
    layer.kind === 'activation' &&
    (source.kind === 'conv2d' || source.kind === 'dense') &&
    source.activation === null
      ? { ...source, activation: layer.activation }
      : null,
  );
}
