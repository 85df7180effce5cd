import { OUTPUT_NAMES, type OutputName } from '@slc/domain';
import { type LayerGraph, shapesOf } from '@slc/layer-graph';
import {
  ELEMENT_TYPE,
  isOnTheWay,
  type OnnxGraph,
  onnxModel,
  outputValue,
  PIXELS,
  piecesOf,
} from '@slc/onnx-file';
import { GraphWriter } from './graph-writer.js';
import { inFloat16 } from './in-float16.js';
import { Int8Plan, type Quantisation } from './int8/int8-plan.js';
import { layersOnTheWay } from './layers-on-the-way.js';
import { carriedToMaps, mapLayers } from './map-layers.js';
import { writeLayer } from './write-layer.js';

type OnnxValue = OnnxGraph['outputs'][number];

export interface OnnxOptions {
  /** Writes the network in int8. Not given: in float32. */
  readonly quantisation?: Quantisation | null;
  /** What images are computed in; the outputs are float32 in any case. */
  readonly floats?: 'float32' | 'float16';
  /**
   * Values by the names that `observableLayers` gives, which become outputs of the same names beside the network's own, for
   * measuring: float32, in whatever order of their axes they were computed.
   */
  readonly observe?: readonly string[];
}

/**
 * Compiles a layer graph to an ONNX model.
 * Input `@pixels`: uint8 (batch, height, width, 3). Outputs `@logits`: float32 (batch, classes); `@embedding`: float32
 * (batch, length), where the graph has one; and the values that `compileMapsToOnnx` reads. The batch is free.
 * Inside, convolutions and pooling read planar images, and layers that work along the channels read the graph's own
 * order; a value is turned where one meets the other.
 *
 * @returns the file's bytes in pieces; a weight is brought into its layout when its piece is read
 */
export function* compileToOnnx(
  graph: LayerGraph,
  { quantisation, floats: computedIn = 'float32', observe = [] }: OnnxOptions = {},
): Generator<Uint8Array, void, undefined> {
  const writer = writeNetwork(graph, quantisation);
  const named = OUTPUT_NAMES.filter((name) => isOnTheWay(name) && graph.outputs[name] !== undefined);
  const outputs = named.map((name) => writeOutput(name, { graph, writer }));
  const carried = carriedToMaps(graph).map((name) => asMade(name, writer));
  const observed = observe.map((name) => ({ ...floats, name }));
  // A value is an output once, whoever reads it.
  const others = new Map([...carried, ...observed].map((value) => [value.name, value]));

  const inputShape = graph.layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  const pixels = { name: PIXELS, elementType: ELEMENT_TYPE.uint8, dimensions: ['batch', ...inputShape] };
  const graphOf = computedIn === 'float16' ? inFloat16 : asWritten;
  yield* modelBytes(writer, { inputs: [pixels], outputs: [...outputs, ...others.values()], graphOf });
}

/**
 * Compiles what heat maps need beyond the logits to an ONNX model of its own, since onnxruntime computes all of a graph,
 * whatever outputs a run asks for. Its inputs are values that the model of `compileToOnnx` gives under the same names; its outputs
 * `@activations`, `@gradCam` and `@hiResCam`: float32 (batch, height, width, channels or classes), those that the graph has.
 *
 * @returns null for a graph that has none of them
 */
export function compileMapsToOnnx(
  graph: LayerGraph,
  { quantisation }: Pick<OnnxOptions, 'quantisation'> = {},
): Generator<Uint8Array, void, undefined> | null {
  const named = OUTPUT_NAMES.filter((name) => !isOnTheWay(name) && graph.outputs[name] !== undefined);
  // The names and layouts of the values that maps read follow from the layers before, so these are written too, and left out.
  return named.length === 0 ? null : mapsBytes(graph, named, writeNetwork(graph, quantisation));
}

function* mapsBytes(
  graph: LayerGraph,
  named: readonly OutputName[],
  before: GraphWriter,
): Generator<Uint8Array, void, undefined> {
  const writer = new GraphWriter(shapesOf(graph));
  const inputs = carriedToMaps(graph).map((name) => {
    const value = asMade(name, before);
    writer.define(name, before.layoutOf(name), value.name);
    return value;
  });
  for (const layer of mapLayers(graph)) writeLayer(layer, writer);
  const outputs = named.map((name) => writeOutput(name, { graph, writer }));
  yield* modelBytes(writer, { inputs, outputs, graphOf: asWritten });
}

/** Writes what is computed for every image. */
function writeNetwork(graph: LayerGraph, quantisation: OnnxOptions['quantisation']): GraphWriter {
  const shapes = shapesOf(graph);
  const layers = layersOnTheWay(graph);
  const int8 = quantisation ? new Int8Plan(graph, { layers, shapes, quantisation }) : null;
  const writer = new GraphWriter(shapes, int8);
  for (const layer of layers) writeLayer(layer, writer);
  return writer;
}

/** A layer's value as it was computed: nothing is turned for an output that few runs ask for. */
function asMade(layerName: string, writer: GraphWriter): OnnxValue {
  return { ...floats, name: writer.value(layerName, writer.layoutOf(layerName)) };
}

function writeOutput(
  name: OutputName,
  { graph, writer }: { readonly graph: LayerGraph; readonly writer: GraphWriter },
): OnnxValue {
  const layerName = graph.outputs[name] ?? '';
  writer.node('Identity', outputValue(name), [writer.value(layerName, 'natural')]);
  const dimensions = ['batch', ...writer.shapeOf(layerName)];
  return { name: outputValue(name), elementType: ELEMENT_TYPE.float32, dimensions };
}

interface ModelParts extends Pick<OnnxGraph, 'inputs' | 'outputs'> {
  /** @param constants names of the float32 constants */
  graphOf(graph: OnnxGraph, constants: ReadonlySet<string>): OnnxGraph;
}

function asWritten(graph: OnnxGraph): OnnxGraph {
  return graph;
}

function* modelBytes(
  { nodes, initializers, floatNames }: GraphWriter,
  { inputs, outputs, graphOf }: ModelParts,
): Generator<Uint8Array, void, undefined> {
  yield* piecesOf(onnxModel(graphOf({ nodes, initializers, inputs, outputs }, floatNames)));
}

/** Float32 of any shape. */
const floats = { elementType: ELEMENT_TYPE.float32, dimensions: null };
