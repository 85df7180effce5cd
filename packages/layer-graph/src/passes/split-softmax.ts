import { findFinalActivation } from '../final-activation.js';
import type { LayerGraph } from '../layer-graph.js';
import { mapOutputs } from '../map-outputs.js';

/**
 * Takes a softmax off the end of the network, so that its output is logits. Temperature scaling needs them:
 * softmax(logits / T) is right, softmax(softmax(logits) / T) is not. Layers that only give its result another shape
 * then do so with the logits. A network that does not end in a softmax stays as it is.
 */
export function splitSoftmax(graph: LayerGraph): LayerGraph {
  const { softmax } = findFinalActivation(graph);
  const [logits] = softmax?.inputs ?? [];
  if (!softmax || logits === undefined) return graph;
  const layers = graph.layers
    .filter((layer) => layer !== softmax)
    .map((layer) => ({
      ...layer,
      inputs: layer.inputs.map((name) => (name === softmax.name ? logits : name)),
    }));
  return { layers, outputs: mapOutputs(graph.outputs, (name) => (name === softmax.name ? logits : name)) };
}
