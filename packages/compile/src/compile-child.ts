import { dirname } from 'node:path';
import { SlcError } from '@slc/domain';
import { compileToOnnx } from '@slc/engine-onnx';
import { compileToTfjs } from '@slc/engine-tfjs';
import type { KerasModel } from '@slc/keras-h5';
import { type LayerGraph, shapesOf } from '@slc/layer-graph';
import {
  type CompileOrder,
  type CompileReply,
  type ModelDescription,
  refusalOf,
} from './compile-protocol.js';
import { readGraph } from './read-graph.js';
import { writeChunks } from './write-chunks.js';

// The main file of the process that reads and compiles one model and then ends.
process.once('disconnect', () => process.exit());
process.once('message', async (message) => {
  // Only `compileInChild` forks this file, and it sends exactly this.
  const reply = await compile(message as CompileOrder);
  process.send?.(reply, () => process.disconnect());
});

async function compile(order: CompileOrder): Promise<CompileReply> {
  try {
    const scratchDirectory = dirname(order.outputPath);
    const { model, graph, ownScaling } = await readGraph({ ...order, scratchDirectory });
    const compiledSha256 = await writeChunks(order.outputPath, compilerOf(order)(graph));
    return { kind: 'compiled', description: { ...describe(model, graph), ownScaling, compiledSha256 } };
  } catch (thrown) {
    return refusalOf(thrown);
  }
}

function compilerOf({ format, quantisation }: CompileOrder): (graph: LayerGraph) => Iterable<Uint8Array> {
  switch (format) {
    case 'onnx':
      return (graph) => compileToOnnx(graph, { quantisation });
    case 'tfjs':
      if (quantisation) throw new SlcError('internal', 'int8: expected to compile to onnx, got tfjs');
      return compileToTfjs;
    default:
      return format satisfies never;
  }
}

/** @param graph as it was compiled */
function describe(
  model: KerasModel,
  graph: LayerGraph,
): Omit<ModelDescription, 'ownScaling' | 'compiledSha256'> {
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const { logits, embedding, activations, gradCam, hiResCam } = graph.outputs;
  const shapes = shapesOf(graph);
  const [mapHeight, mapWidth] = (activations && shapes.get(activations)) || [];
  return {
    inputShape: [height, width, channels],
    takesWholeNumbers: model.takesWholeNumbers,
    outputShape: [...model.outputShape],
    classes: shapes.get(logits)?.at(-1) ?? 0,
    embeddingLength: embedding === undefined ? null : (shapes.get(embedding)?.at(-1) ?? null),
    mapSize: mapHeight && mapWidth ? { height: mapHeight, width: mapWidth } : null,
    hasClassMaps: gradCam !== undefined && hiResCam !== undefined,
    finalActivation: model.finalActivation,
    givesLogits: model.givesLogits,
    layerCounts: { ...model.layerCounts },
    parameters: model.parameters,
  };
}
