import { OUTPUT_NAMES } from '@slc/domain';
import { type LayerGraph, shapesOf } from '@slc/layer-graph';
import { GraphWriter } from './graph-writer.js';
import { ELEMENT_TYPE, onnxModel } from './onnx.js';
import { outputValue, PIXELS } from './value-names.js';
import { writeLayer } from './write-layer.js';

/**
 * Compiles a layer graph to an ONNX model.
 * Input `@pixels`: uint8 (batch, height, width, 3). Outputs `@logits`: float32 (batch, classes), and `@embedding`:
 * float32 (batch, length) where the graph has one. The batch is free.
 * Inside, convolutions and pooling read planar images, and layers that work along the channels read the graph's own
 * order; a value is turned where one meets the other.
 *
 * @returns the file's bytes in pieces; a weight is brought into its layout when its piece is read
 */
export function* compileToOnnx(graph: LayerGraph): Generator<Uint8Array, void, undefined> {
  const shapes = shapesOf(graph);
  const writer = new GraphWriter(shapes);
  for (const layer of graph.layers) writeLayer(layer, writer);

  const inputShape = graph.layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  const outputs = OUTPUT_NAMES.flatMap((name) => {
    const layerName = graph.outputs[name];
    if (layerName === undefined) return [];
    const value = writer.node('Identity', outputValue(name), [writer.value(layerName, 'natural')]);
    const dimensions = ['batch', ...writer.shapeOf(layerName)];
    return [{ name: value, elementType: ELEMENT_TYPE.float32, dimensions }];
  });
  const { chunks } = onnxModel({
    nodes: writer.nodes,
    initializers: writer.initializers,
    input: { name: PIXELS, elementType: ELEMENT_TYPE.uint8, dimensions: ['batch', ...inputShape] },
    outputs,
  });
  for (const chunk of chunks) yield chunk instanceof Uint8Array ? chunk : chunk.bytes();
}
