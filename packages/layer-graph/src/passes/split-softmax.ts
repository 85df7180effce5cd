import type { LayerGraph } from '../layer-graph.js';

/**
 * Takes a softmax off the end of the network, so that its output is logits. Temperature scaling needs them:
 * softmax(logits / T) is right, softmax(softmax(logits) / T) is not.
 * A network that does not end in a softmax stays as it is. Run `dropIdentities` first.
 */
export function splitSoftmax(graph: LayerGraph): LayerGraph {
  const last = graph.layers.find((layer) => layer.name === graph.output);
  const [logits] = last?.inputs ?? [];
  if (last?.kind !== 'softmax' || logits === undefined) return graph;
  return { layers: graph.layers.filter((layer) => layer !== last), output: logits };
}
