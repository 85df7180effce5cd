import { AppendedLayers } from '../appended-layers.js';
import { findFinalActivation, type WayToLogits } from '../final-activation.js';
import type { Activation, DenseLayer, Layer, LayerGraph } from '../layer-graph.js';
import { shapesOf } from '../layer-shapes.js';
import { isSameShape } from '../shape.js';
import { sortLayers } from '../sort-layers.js';
import { unusedName } from '../unused-name.js';

/**
 * Makes the network's output logits, one a class.
 *
 * A final softmax is taken off. Temperature scaling needs what is before it: softmax(logits / T) is right,
 * softmax(softmax(logits) / T) is not. Layers that only scale its result or give it another shape go with it.
 *
 * A network that gives probabilities without one last softmax, such as an average of several, gets their logarithms as its
 * logits: softmax(log(p)) is p.
 *
 * A network that ends in a single number z, or in its sigmoid, tells two classes apart: the logits are (0, z), since
 * sigmoid(z) is the second of softmax(0, z).
 */
export function exposeLogits(graph: LayerGraph): LayerGraph {
  const { way } = findFinalActivation(graph);
  if (!way) return graph;
  const exposed = followWay(graph, way);
  const isSoftmax = way.kind === 'logarithms' || (way.kind === 'before' && way.layer.kind === 'softmax');
  const [length, ...others] = shapesOf(exposed).get(exposed.outputs.logits) ?? [];
  return length === 1 && others.length === 0 && !isSoftmax ? appendFirstClass(exposed) : exposed;
}

function followWay(graph: LayerGraph, way: WayToLogits): LayerGraph {
  const given = graph.outputs.logits;
  const layers = new AppendedLayers(graph, 'logits');
  const endAt = (logits: string) => endingAt(logits, layers.all(), graph);
  switch (way.kind) {
    case 'as-given':
      return graph;
    case 'before': {
      const [before = ''] = way.layer.inputs;
      const shapes = shapesOf(graph);
      const shape = shapes.get(given) ?? [];
      return endAt(isSameShape(shape, shapes.get(before) ?? []) ? before : layers.reshape(before, shape));
    }
    case 'logarithms':
      return endAt(logarithm(given, layers));
    case 'log-odds': {
      // log(p) - log(total - p)
      const rest = layers.affine(given, -1, way.total);
      return endAt(layers.arithmetic('subtract', logarithm(given, layers), logarithm(rest, layers)));
    }
    default:
      return way satisfies never;
  }
}

/** Below every probability that a float32 softmax gives but 0, whose logarithm no engine could use. */
const LEAST_PROBABILITY = 1e-30;

function logarithm(input: string, layers: AppendedLayers): string {
  const activation: Activation = { kind: 'clip', low: LEAST_PROBABILITY, high: Number.POSITIVE_INFINITY };
  return layers.activation('log', layers.add({ kind: 'activation', inputs: [input], activation }));
}

/** The network with its logits at a layer, without the layers that no output needs any more. */
function endingAt(logits: string, layers: readonly Layer[], { outputs }: LayerGraph): LayerGraph {
  const ends = { ...outputs, logits };
  return { layers: sortLayers(layers, Object.values(ends)), outputs: ends };
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
