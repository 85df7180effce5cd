import type { Layer, LayerGraph } from './layer-graph.js';
import { shapesOf } from './layer-shapes.js';
import { findProbabilities, type Probabilities } from './probabilities.js';
import { isVectorShape, sizeOf } from './shape.js';
import { sortLayers } from './sort-layers.js';

/** How logits are made of what a network gives. */
export type WayToLogits =
  /** They are what it gives. */
  | { readonly kind: 'as-given' }
  /** They are what this layer reads: a softmax, or the sigmoid of a single number. Nothing after it changes the shares. */
  | { readonly kind: 'before'; readonly layer: Layer }
  /** They are the logarithms of the probabilities that it gives, which the sum of these does not change. */
  | { readonly kind: 'logarithms' }
  /** They are 0 and log(p / (total - p)), where it gives p. */
  | { readonly kind: 'log-odds'; readonly total: number };

/** What a network ends with, apart from layers that only change the shape of its output. */
export interface FinalActivation {
  /** `softmax`, an activation's kind, `linear` for none of them, or a few words. */
  readonly name: string;
  /** Null where the network gives neither logits nor probabilities of classes that exclude each other. */
  readonly way: WayToLogits | null;
}

/**
 * Finds what a network ends with. A softmax or sigmoid that reaches the output through arithmetic, with no weights after
 * it, gives probabilities, which must not be taken for logits: an average of several softmaxes, for instance.
 */
export function findFinalActivation(graph: LayerGraph): FinalActivation {
  const layers = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const { logits } = graph.outputs;
  const shapes = shapesOf(graph);
  const order = sortLayers(graph.layers, [logits]);
  const given = findProbabilities(order, { layers, shapes }).get(logits) ?? null;
  let last = layers.get(logits);
  while (last?.kind === 'identity' || last?.kind === 'reshape') last = layers.get(last.inputs[0] ?? '');
  // One row of probabilities keeps its meaning in any shape.
  const isRow = isVectorShape(shapes.get(logits) ?? []) || isVectorShape(shapes.get(last?.name ?? '') ?? []);
  const known =
    given && isRow
      ? nameProbabilities(given, { last, shapes, length: sizeOf(shapes.get(logits) ?? []) })
      : null;
  if (known) return known;
  if (last?.kind === 'activation') return { name: last.activation.kind, way: null };
  const hidden = findHidden(order);
  if (hidden === null) return { name: 'linear', way: { kind: 'as-given' } };
  return { name: `${hidden}, then other layers`, way: null };
}

const LOGARITHMS = 'whose log(p) serve as logits';

interface EndOfNetwork {
  readonly last: Layer | undefined;
  readonly shapes: ReturnType<typeof shapesOf>;
  /** How many numbers the network gives. */
  readonly length: number;
}

function nameProbabilities(
  given: Probabilities,
  { last, shapes, length }: EndOfNetwork,
): FinalActivation | null {
  switch (given.kind) {
    case 'shares': {
      const { source, members } = given;
      if (source && isVectorShape(shapes.get(source.name) ?? [])) {
        return cutBefore(source, 'softmax', last);
      }
      const several = members === 1 ? 'a softmax' : `${members} softmaxes`;
      return { name: `probabilities of ${several}, ${LOGARITHMS}`, way: { kind: 'logarithms' } };
    }
    case 'logarithms':
      return { name: 'log of probabilities', way: { kind: 'as-given' } };
    case 'chance': {
      const { source, members, total } = given;
      if (length > 1) return null;
      if (source && sizeOf(shapes.get(source.name) ?? []) === 1) return cutBefore(source, 'sigmoid', last);
      const several = members === 1 ? 'a sigmoid' : `${members} sigmoids`;
      return { name: `probability of ${several}, ${LOGARITHMS}`, way: { kind: 'log-odds', total } };
    }
    default:
      return null;
  }
}

function cutBefore(layer: Layer, name: string, last: Layer | undefined): FinalActivation {
  return { name: layer === last ? name : `${name}, scaled or clipped`, way: { kind: 'before', layer } };
}

/**
 * Finds a softmax or sigmoid before the end, with only layers without weights in between. A product counts only where all
 * its factors are probabilities or constants: a sigmoid that gates other numbers makes no probabilities of them.
 */
function findHidden(order: readonly Layer[]): string | null {
  const found = new Map<string, string | null>();
  const constants = new Set(order.flatMap(({ kind, name }) => (kind === 'constant' ? [name] : [])));
  for (const layer of order) {
    const factors = layer.inputs.filter((input) => !constants.has(input));
    const behind = factors.map((input) => found.get(input) ?? null);
    found.set(layer.name, hiddenIn(layer, behind));
  }
  return found.get(order.at(-1)?.name ?? '') ?? null;
}

/** @param behind what this function returned for each of the layer's inputs */
function hiddenIn(layer: Layer, behind: readonly (string | null)[]): string | null {
  if (layer.kind === 'softmax') return 'softmax';
  if (layer.kind === 'activation' && layer.activation.kind === 'sigmoid') return 'sigmoid';
  if (layer.kind === 'conv2d' || layer.kind === 'dense') return null;
  const isProduct = layer.kind === 'arithmetic' && layer.operation === 'multiply';
  if (isProduct && behind.includes(null)) return null;
  return behind.find((each) => each !== null) ?? null;
}
