import type { LayerGraph } from '../layer-graph.js';
import { mergeSources } from './merge-sources.js';

/**
 * Merges zeros around an image into the padding of the convolution that alone reads them. Pooling cannot take them: its
 * padding is not zero, as it never wins a maximum and does not count in an average.
 */
export function foldPadding(graph: LayerGraph): LayerGraph {
  return mergeSources(graph, (source, layer) => {
    if (layer.kind !== 'conv2d' || source.kind !== 'pad' || source.value !== 0) return null;
    const [above = 0, before = 0, front] = source.before;
    const [below = 0, after = 0, back] = source.after;
    if (front !== 0 || back !== 0) return null;
    const { top, bottom, left, right } = layer.padding;
    const padding = { top: top + above, bottom: bottom + below, left: left + before, right: right + after };
    return { ...layer, inputs: source.inputs, padding };
  });
}
