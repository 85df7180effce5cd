import { dirname } from 'node:path';
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
import type { CompiledFormat } from './compiled-format.js';
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
    const compiledSha256 = await writeChunks(order.outputPath, COMPILERS[order.format](graph));
    return { kind: 'compiled', description: { ...describe(model, graph), ownScaling, compiledSha256 } };
  } catch (thrown) {
    return refusalOf(thrown);
  }
}

const COMPILERS: Readonly<Record<CompiledFormat, (graph: LayerGraph) => Iterable<Uint8Array>>> = {
  onnx: compileToOnnx,
  tfjs: compileToTfjs,
};

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
