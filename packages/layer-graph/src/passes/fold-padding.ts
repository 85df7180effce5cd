import type { Layer, LayerGraph, Padding2d, PadLayer } from '../layer-graph.js';
import { countReaders } from './count-readers.js';

/**
 * Merges zeros around an image into the padding of the convolution that alone reads them. Pooling cannot take them: its
 * padding is not zero, as it never wins a maximum and does not count in an average.
 */
export function foldPadding(graph: LayerGraph): LayerGraph {
  const readers = countReaders(graph);
  const rewritten = new Map<string, Layer>();
  for (const layer of graph.layers) {
    const [inputName = ''] = layer.inputs;
    const source = rewritten.get(inputName);
    const margin =
      source?.kind === 'pad' && source.value === 0 && readers.get(inputName) === 1 ? marginOf(source) : null;
    if (layer.kind === 'conv2d' && source && margin) {
      rewritten.delete(inputName);
      const { top, bottom, left, right } = layer.padding;
      const padding = {
        top: top + margin.top,
        bottom: bottom + margin.bottom,
        left: left + margin.left,
        right: right + margin.right,
      };
      rewritten.set(layer.name, { ...layer, inputs: source.inputs, padding });
    } else {
      rewritten.set(layer.name, layer);
    }
  }
  return { layers: [...rewritten.values()], outputs: graph.outputs };
}

/** The padding around an image, or null when the channels are padded too. */
function marginOf({ before, after }: PadLayer): Padding2d | null {
  const [top, left, front] = before;
  const [bottom, right, back] = after;
  if (top === undefined || left === undefined || bottom === undefined || right === undefined) return null;
  return front === 0 && back === 0 ? { top, bottom, left, right } : null;
}
