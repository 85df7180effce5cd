import { findFinalActivation } from '../final-activation.js';
import type { DenseLayer, LayerGraph } from '../layer-graph.js';
import { shapesOf } from '../layer-shapes.js';
import { mapOutputs } from '../map-outputs.js';
import { unusedName } from '../unused-name.js';

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
  const bare = layer ? cutOut(graph, layer.name) : graph;
  const [length, ...others] = shapesOf(bare).get(bare.outputs.logits) ?? [];
  const isOneUnit = length === 1 && others.length === 0 && (name === 'sigmoid' || name === 'linear');
  return isOneUnit ? appendFirstClass(bare) : bare;
}

/** Takes out a layer with one input; its readers read that. */
function cutOut(graph: LayerGraph, name: string): LayerGraph {
  const [source = ''] = graph.layers.find((layer) => layer.name === name)?.inputs ?? [];
  const rename = (input: string) => (input === name ? source : input);
  return {
    layers: graph.layers
      .filter((layer) => layer.name !== name)
      .map((layer) => ({ ...layer, inputs: layer.inputs.map(rename) })),
    outputs: mapOutputs(graph.outputs, rename),
  };
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
