import type { Layer, LayerGraph } from './layer-graph.js';
import { shapesOf } from './layer-shapes.js';
import { isVectorShape, sizeOf } from './shape.js';
import { sortLayers } from './sort-layers.js';

/** What a network ends with, apart from layers that only change the shape of its output. */
export interface FinalActivation {
  /** `softmax`, an activation's kind, or `linear` for none of them. */
  readonly name: string;
  /** The layer to take off where its input is what logits are: a softmax, or the sigmoid of a single number. */
  readonly layer: Layer | null;
}

/**
 * Finds what a network ends with. A softmax or sigmoid that reaches the output through arithmetic, with no weights after
 * it, is named too: such a network gives probabilities, which must not be taken for logits.
 */
export function findFinalActivation(graph: LayerGraph): FinalActivation {
  const layers = new Map(graph.layers.map((layer) => [layer.name, layer]));
  let last = layers.get(graph.outputs.logits);
  while (last?.kind === 'identity' || last?.kind === 'reshape') last = layers.get(last.inputs[0] ?? '');
  if (last?.kind === 'softmax') {
    const shape = shapesOf(graph).get(last.name) ?? [];
    // One row of probabilities keeps its meaning in any shape.
    if (isVectorShape(shape)) return { name: 'softmax', layer: last };
  }
  if (last?.kind === 'activation') {
    const { kind } = last.activation;
    const isOneSigmoid = kind === 'sigmoid' && sizeOf(shapesOf(graph).get(last.name) ?? []) === 1;
    return { name: kind, layer: isOneSigmoid ? last : null };
  }
  const hidden = findProbabilities(last, layers);
  return { name: hidden === null ? 'linear' : `${hidden}, then other layers`, layer: null };
}

/**
 * Finds a softmax or sigmoid before this layer, with only layers without weights in between. A product counts only where
 * all its factors are probabilities or constants: a sigmoid that gates other numbers makes no probabilities of them.
 */
function findProbabilities(last: Layer | undefined, layers: ReadonlyMap<string, Layer>): string | null {
  if (!last) return null;
  const found = new Map<string, string | null>();
  for (const layer of sortLayers([...layers.values()], [last.name])) {
    const factors = layer.inputs.filter((input) => layers.get(input)?.kind !== 'constant');
    const behind = factors.map((input) => found.get(input) ?? null);
    found.set(layer.name, probabilitiesOf(layer, behind));
  }
  return found.get(last.name) ?? null;
}

/** @param behind what this function returned for each of the layer's inputs */
function probabilitiesOf(layer: Layer, behind: readonly (string | null)[]): string | null {
  if (layer.kind === 'softmax') return 'softmax';
  if (layer.kind === 'activation' && layer.activation.kind === 'sigmoid') return 'sigmoid';
  if (layer.kind === 'conv2d' || layer.kind === 'dense') return null;
  const isProduct = layer.kind === 'arithmetic' && layer.operation === 'multiply';
  if (isProduct && behind.includes(null)) return null;
  return behind.find((each) => each !== null) ?? null;
}
