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
  switch (way.kind) {
    case 'as-given':
      return graph;
    case 'before':
      return endBefore(graph, way.layer);
    case 'logarithms':
      return new End(graph).log(graph.outputs.logits).close();
    case 'log-odds': {
      // log(p) - log(total - p)
      const end = new End(graph);
      const given = graph.outputs.logits;
      const rest = end.affine(given, -1, way.total).name;
      const [log, logOfRest] = [end.log(given).name, end.log(rest).name];
      return end.add({ kind: 'arithmetic', operation: 'subtract', inputs: [log, logOfRest] }).close();
    }
    default:
      return way satisfies never;
  }
}

/** The network up to what a layer reads, in the shape that the whole network gives. */
function endBefore(graph: LayerGraph, { inputs: [logits = ''] }: Layer): LayerGraph {
  const shapes = shapesOf(graph);
  const shape = shapes.get(graph.outputs.logits) ?? [];
  const end = new End({ ...graph, outputs: { ...graph.outputs, logits } });
  if (!isSameShape(shape, shapes.get(logits) ?? [])) end.add({ kind: 'reshape', inputs: [logits], shape });
  return end.close();
}

/** Below every probability that a float32 softmax gives but 0, whose logarithm no engine could use. */
const LEAST_PROBABILITY = 1e-30;

type Unnamed<L> = L extends Layer ? Omit<L, 'name'> : never;

/** Layers at a network's end; the last one that is added gives the logits. */
class End {
  #graph: LayerGraph;

  constructor(graph: LayerGraph) {
    this.#graph = graph;
  }

  get name(): string {
    return this.#graph.outputs.logits;
  }

  add(layer: Unnamed<Layer>): this {
    const { layers, outputs } = this.#graph;
    const name = unusedName(this.#graph, `logits/${layer.kind}`);
    this.#graph = { layers: [...layers, { ...layer, name }], outputs: { ...outputs, logits: name } };
    return this;
  }

  affine(input: string, scale: number, offset: number): this {
    const [scales, offsets] = [Float32Array.of(scale), Float32Array.of(offset)];
    return this.add({ kind: 'affine', inputs: [input], scale: scales, offset: offsets });
  }

  log(input: string): this {
    const above: Activation = { kind: 'clip', low: LEAST_PROBABILITY, high: Number.POSITIVE_INFINITY };
    this.add({ kind: 'activation', inputs: [input], activation: above });
    return this.add({ kind: 'activation', inputs: [this.name], activation: { kind: 'log' } });
  }

  /** The network without the layers that no output needs any more. */
  close(): LayerGraph {
    const { layers, outputs } = this.#graph;
    return { layers: sortLayers(layers, Object.values(outputs)), outputs };
  }
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
