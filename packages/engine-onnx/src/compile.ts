import { OUTPUT_NAMES, type OutputName } from '@slc/domain';
import { type LayerGraph, shapesOf } from '@slc/layer-graph';
import { GraphWriter } from './graph-writer.js';
import { Int8Plan, type Quantisation } from './int8/int8-plan.js';
import { layersOnTheWay } from './layers-on-the-way.js';
import { carriedToMaps, mapLayers } from './map-layers.js';
import { ELEMENT_TYPE, type OnnxGraph, onnxModel } from './onnx.js';
import { isOnTheWay, outputValue, PIXELS } from './value-names.js';
import { writeLayer } from './write-layer.js';

type OnnxValue = OnnxGraph['outputs'][number];

export interface OnnxOptions {
  /** Writes the network in int8. Not given: in float32. */
  readonly quantisation?: Quantisation | null;
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
  { quantisation = null, observe = [] }: OnnxOptions = {},
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
  yield* modelBytes(writer, [pixels], [...outputs, ...others.values()]);
}

/** Writes the layers that are computed for every image. */
function writeNetwork(graph: LayerGraph, quantisation: Quantisation | null): GraphWriter {
  const shapes = shapesOf(graph);
  const layers = layersOnTheWay(graph);
  const int8 = quantisation && new Int8Plan(graph, { layers, shapes, quantisation });
  const writer = new GraphWriter(shapes, int8);
  for (const layer of layers) writeLayer(layer, writer);
  return writer;
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
  { quantisation = null }: Pick<OnnxOptions, 'quantisation'> = {},
): Generator<Uint8Array, void, undefined> | null {
  const named = OUTPUT_NAMES.filter((name) => !isOnTheWay(name) && graph.outputs[name] !== undefined);
  return named.length === 0 ? null : mapsBytes(graph, named, quantisation);
}

function* mapsBytes(
  graph: LayerGraph,
  named: readonly OutputName[],
  quantisation: Quantisation | null,
): Generator<Uint8Array, void, undefined> {
  // Layouts and names follow from what the layers before are, so these are written too, and left out.
  const before = writeNetwork(graph, quantisation);
  const writer = new GraphWriter(shapesOf(graph));
  const inputs = carriedToMaps(graph).map((name) => {
    const value = asMade(name, before);
    writer.define(name, before.layoutOf(name), value.name);
    return value;
  });
  for (const layer of mapLayers(graph)) writeLayer(layer, writer);
  const outputs = named.map((name) => writeOutput(name, { graph, writer }));
  yield* modelBytes(writer, inputs, outputs);
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

function* modelBytes(
  { nodes, initializers }: GraphWriter,
  inputs: readonly OnnxValue[],
  outputs: readonly OnnxValue[],
): Generator<Uint8Array, void, undefined> {
  const { chunks } = onnxModel({ nodes, initializers, inputs, outputs });
  for (const chunk of chunks) yield chunk instanceof Uint8Array ? chunk : chunk.bytes();
}

/** Float32 of any shape. */
const floats = { elementType: ELEMENT_TYPE.float32, dimensions: null };
