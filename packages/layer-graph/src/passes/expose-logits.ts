import { findFinalActivation } from '../final-activation.js';
import type { DenseLayer, Layer, LayerGraph } from '../layer-graph.js';
import { shapesOf } from '../layer-shapes.js';
import { unusedName } from '../unused-name.js';
import { dropIdentities } from './drop-identities.js';

/**
 * Makes the network's output logits, one a class.
 *
 * A final softmax is taken off. Temperature scaling needs what is before it: softmax(logits / T) is right,
 * softmax(softmax(logits) / T) is not. Layers that only give its result another shape then do so with the logits.
 *
 * A network that ends in a single number z, or in its sigmoid, tells two classes apart: the logits are (0, z), since
 * sigmoid(z) is the second of softmax(0, z).
 */
export function exposeLogits(graph: LayerGraph): LayerGraph {
  const { name, layer } = findFinalActivation(graph);
  const withoutEnd = (each: Layer): Layer => (each === layer ? { ...each, kind: 'identity' } : each);
  const bare = layer ? dropIdentities({ ...graph, layers: graph.layers.map(withoutEnd) }) : graph;
  const [length, ...others] = shapesOf(bare).get(bare.outputs.logits) ?? [];
  const isOneUnit = length === 1 && others.length === 0 && (name === 'sigmoid' || name === 'linear');
  return isOneUnit ? appendFirstClass(bare) : bare;
}

/** (z) to (0, z) */
function appendFirstClass(graph: LayerGraph): LayerGraph {
  const { logits } = graph.outputs;
  const both: DenseLayer = {
    kind: 'dense',
    name: unusedName(graph, `${logits}/both`),
    inputs: [logits],
    kernel: { shape: [1, 2], data: Float32Array.of(0, 1) },
    bias: null,
    activation: null,
  };
  return { layers: [...graph.layers, both], outputs: { ...graph.outputs, logits: both.name } };
}
