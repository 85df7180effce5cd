import { OUTPUT_NAMES, type OutputName } from '@slc/domain';
import { type LayerGraph, shapesOf, sortLayers } from '@slc/layer-graph';
import { GraphWriter } from './graph-writer.js';
import { Int8Plan, type Quantisation } from './int8/int8-plan.js';
import { layersOnTheWay } from './layers-on-the-way.js';
import { ELEMENT_TYPE, type OnnxGraph, onnxModel } from './onnx.js';
import { isOnTheWay, outputValue, PIXELS, WITH_MAPS } from './value-names.js';
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
 * Input `@pixels`: uint8 (batch, height, width, 3). Outputs `@logits`: float32 (batch, classes), and one for each other
 * output that the graph has, such as `@embedding`: float32 (batch, length). The batch is free.
 * onnxruntime computes the whole graph, whatever outputs a run asks for: those apart from the logits' way are in a branch,
 * which runs where a second input, `@with-maps`, is true.
 * Inside, convolutions and pooling read planar images, and layers that work along the channels read the graph's own
 * order; a value is turned where one meets the other.
 *
 * @returns the file's bytes in pieces; a weight is brought into its layout when its piece is read
 */
export function* compileToOnnx(
  graph: LayerGraph,
  { quantisation, observe = [] }: OnnxOptions = {},
): Generator<Uint8Array, void, undefined> {
  const shapes = shapesOf(graph);
  const first = layersOnTheWay(graph);
  const int8 = quantisation ? new Int8Plan(graph, { layers: first, shapes, quantisation }) : null;
  const writer = new GraphWriter(shapes, int8);
  const named = OUTPUT_NAMES.filter((name) => graph.outputs[name] !== undefined);
  const always = named.filter(isOnTheWay);
  const onDemand = named.filter((name) => !isOnTheWay(name));

  for (const layer of first) writeLayer(layer, writer);
  const outputs = always.map((name) => writeOutput(name, outputValue(name), { graph, writer }));
  if (onDemand.length > 0) {
    const written = new Set(first);
    const needed = onDemand.map((name) => graph.outputs[name] ?? '');
    const rest = sortLayers(graph.layers, needed).filter((layer) => !written.has(layer));
    outputs.push(
      ...writeBranch(onDemand, writer, () => {
        for (const layer of rest) writeLayer(layer, writer);
        return onDemand.map((name) => writeOutput(name, `${outputValue(name)}@computed`, { graph, writer }));
      }),
    );
  }

  outputs.push(...observe.map((name) => ({ ...floats, name })));

  const inputShape = graph.layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  const pixels = { name: PIXELS, elementType: ELEMENT_TYPE.uint8, dimensions: ['batch', ...inputShape] };
  const withMaps = { name: WITH_MAPS, elementType: ELEMENT_TYPE.bool, dimensions: [] };
  const { chunks } = onnxModel({
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: onDemand.length > 0 ? [pixels, withMaps] : [pixels],
    outputs,
  });
  for (const chunk of chunks) yield chunk instanceof Uint8Array ? chunk : chunk.bytes();
}

function writeOutput(
  name: OutputName,
  valueName: string,
  { graph, writer }: { readonly graph: LayerGraph; readonly writer: GraphWriter },
): OnnxValue {
  const layerName = graph.outputs[name] ?? '';
  writer.node('Identity', valueName, [writer.value(layerName, 'natural')]);
  const dimensions = ['batch', ...writer.shapeOf(layerName)];
  return { name: valueName, elementType: ELEMENT_TYPE.float32, dimensions };
}

/** Adds outputs that are computed on demand, and are empty without it. @param write returns their values inside the branch */
function writeBranch(
  names: readonly OutputName[],
  writer: GraphWriter,
  write: () => readonly OnnxValue[],
): readonly OnnxValue[] {
  let computed: readonly OnnxValue[] = [];
  const nodes = writer.branch(() => {
    computed = write();
  });
  const nothing = writer.floats('@nothing', [0], new Float32Array());
  const empty = names.map((name) => ({ ...floats, name: `${outputValue(name)}@empty` }));
  const emptyNodes = writer.branch(() => {
    for (const { name } of empty) writer.node('Identity', name, [nothing]);
  });
  const outputs = names.map((name) => ({ ...floats, name: outputValue(name) }));
  writer.addNode({
    operator: 'If',
    name: '@branch',
    inputs: [WITH_MAPS],
    outputs: outputs.map(({ name }) => name),
    attributes: {
      then_branch: { graph: { nodes, initializers: [], inputs: [], outputs: computed } },
      else_branch: { graph: { nodes: emptyNodes, initializers: [], inputs: [], outputs: empty } },
    },
  });
  return outputs;
}

/** Float32 of any shape. */
const floats = { elementType: ELEMENT_TYPE.float32, dimensions: null };
