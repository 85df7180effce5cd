import { findFinalActivation } from '../final-activation.js';
import type { Layer, LayerGraph, ReshapeLayer, Shape } from '../layer-graph.js';
import { shapesOf } from '../layer-shapes.js';
import { isVectorShape, sizeOf } from '../shape.js';
import { unusedName } from '../unused-name.js';

/**
 * Names the output `embedding`: what the head reads, as a vector. The head begins after pooling or flattening, so of
 * pooling → batch norm → dense → relu → dropout → dense this is the pooled value itself. Where two pooled values are
 * joined before the first weights of the head, it is the joined value.
 *
 * A network has no embedding where its logits do not come out of one dense layer (or a convolution of one pixel), as in
 * an average over pixels or over several networks; nor where its head begins with neither pooling nor flattening.
 *
 * The layer that is named has no weights, so folding and fusing still reach everything that they reach without it.
 */
export function markEmbedding(graph: LayerGraph): LayerGraph {
  const shapes = shapesOf(graph);
  const embedding = findEmbedding(graph, shapes);
  if (!embedding) return graph;
  const shape = shapes.get(embedding) ?? [];
  if (shape.length === 1) return { ...graph, outputs: { ...graph.outputs, embedding } };
  const vector: ReshapeLayer = {
    kind: 'reshape',
    name: unusedName(graph, `${embedding}/embedding`),
    inputs: [embedding],
    shape: [sizeOf(shape)],
  };
  return { layers: [...graph.layers, vector], outputs: { ...graph.outputs, embedding: vector.name } };
}

function findEmbedding(graph: LayerGraph, shapes: ReadonlyMap<string, Shape>): string | null {
  const network = lookUp(graph, shapes);
  const last = lastWeights(graph, network);
  const [headInput] = last ? network.sourcesOf(last) : [];
  if (!headInput || !network.isVector(headInput)) return null;
  for (const beginsWithFlattening of [false, true]) {
    const head = walkHead(headInput, network, beginsWithFlattening);
    const joint = head && findJoint(graph, head, network);
    if (joint) return joint;
  }
  return null;
}

type Network = ReturnType<typeof lookUp>;

function lookUp({ layers }: LayerGraph, shapes: ReadonlyMap<string, Shape>) {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return {
    layerNamed: (name: string) => byName.get(name),
    /** The layers whose values a layer reads, without constants. */
    sourcesOf: ({ inputs }: Layer): readonly Layer[] =>
      inputs.flatMap((name) => byName.get(name) ?? []).filter(({ kind }) => kind !== 'constant'),
    /** Whether a layer's value is a vector, or an image of one pixel that is not the input. */
    isVector({ kind, name }: Layer): boolean {
      return kind !== 'input' && isVectorShape(shapes.get(name) ?? []);
    },
  };
}

/** The layer with weights that computes the logits, apart from layers without weights; undefined if several layers do. */
function lastWeights(graph: LayerGraph, { layerNamed, sourcesOf }: Network): Layer | undefined {
  const { way } = findFinalActivation(graph);
  let layer = way?.kind === 'before' ? way.layer : layerNamed(graph.outputs.logits);
  while (layer && !hasWeights(layer)) {
    const [source, ...others] = sourcesOf(layer);
    layer = others.length === 0 ? source : undefined;
  }
  return layer;
}

function hasWeights({ kind }: Layer): boolean {
  return kind === 'dense' || kind === 'conv2d';
}

interface Head {
  /** The layers between image and logits that work on vectors, including the beginnings. */
  readonly layers: ReadonlySet<Layer>;
  readonly beginnings: ReadonlySet<Layer>;
}

/**
 * @param beginsWithFlattening a trunk may end in an image of one pixel, which it flattens without pooling
 * @returns null where something else than pooling or flattening makes a vector of an image
 */
function walkHead(headInput: Layer, network: Network, beginsWithFlattening: boolean): Head | null {
  const layers = new Set([headInput]);
  const beginnings = new Set<Layer>();
  // A Set may grow while it is walked.
  for (const layer of layers) {
    const sources = network.sourcesOf(layer);
    const isFlattening = layer.kind === 'reshape' && layer.shape.length === 1 && beginsWithFlattening;
    if (isFlattening || isPooling(layer) || isOfTrunk(layer) || !sources.every(network.isVector)) {
      if (!MAKES_VECTORS.has(layer.kind)) return null;
      beginnings.add(layer);
    } else {
      for (const source of sources) layers.add(source);
    }
  }
  return { layers, beginnings };
}

const MAKES_VECTORS: ReadonlySet<Layer['kind']> = new Set(['reduce', 'pool', 'reshape', 'slice']);

/** Pooling over the whole image, even one that has a single pixel. */
function isPooling(layer: Layer): boolean {
  return layer.kind === 'reduce' && layer.axes[0] === 0 && layer.axes[1] === 1 && layer.axes.length === 2;
}

/** A head's convolutions are dense layers by another name. */
function isOfTrunk(layer: Layer): boolean {
  return layer.kind === 'conv2d' && sizeOf(layer.kernel.shape.slice(0, 2)) > 1;
}

/** The first layer in which all the head's beginnings are joined; null where weights come before it. */
function findJoint(graph: LayerGraph, { layers, beginnings }: Head, { sourcesOf }: Network): string | null {
  const head = graph.layers.filter((layer) => layers.has(layer));
  const sourcesInHead = (layer: Layer) => (beginnings.has(layer) ? [] : sourcesOf(layer));
  const readers = new Map<Layer, number>();
  for (const source of head.flatMap(sourcesInHead)) readers.set(source, (readers.get(source) ?? 0) + 1);

  let beginningsLeft = beginnings.size;
  let readsLeft = 0;
  for (const layer of head) {
    if (beginnings.has(layer)) beginningsLeft--;
    readsLeft -= sourcesInHead(layer).length;
    if (beginningsLeft === 0 && readsLeft === 0) return layer.name;
    if (hasWeights(layer)) return null;
    readsLeft += readers.get(layer) ?? 0;
  }
  return null;
}
