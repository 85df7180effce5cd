import { SlcError } from '@slc/domain';
import { compileMapsToOnnx, compileToOnnx, mapsPathOf } from '@slc/engine-onnx';
import { compileToTfjs } from '@slc/engine-tfjs';
import type { KerasModel } from '@slc/keras-h5';
import { type LayerGraph, shapesOf } from '@slc/layer-graph';
import type { CompileOrder, ModelDescription } from './compile-protocol.js';
import { readGraph } from './read-graph.js';
import { writeChunks } from './write-chunks.js';

/** Reads a Keras file to a layer graph, and compiles that. @throws SlcError as `readGraph` */
export async function compileKerasFile(order: CompileOrder): Promise<ModelDescription> {
  const { model, graph, ownScaling } = await readGraph(order);
  const { network, maps } = compileGraph(graph, order);
  const compiledSha256 = await writeChunks(order.outputPath, network);
  const mapsSha256 = maps && (await writeChunks(mapsPathOf(order.outputPath), maps));
  return { ...describe(model, graph), ownScaling, onnx: null, compiledSha256, mapsSha256 };
}

interface CompiledParts {
  readonly network: Iterable<Uint8Array>;
  /** What makes the heat maps, where that is a file of its own. */
  readonly maps: Iterable<Uint8Array> | null;
}

function compileGraph(graph: LayerGraph, { format, quantisation }: CompileOrder): CompiledParts {
  switch (format) {
    case 'onnx':
      return {
        network: compileToOnnx(graph, { quantisation }),
        maps: compileMapsToOnnx(graph, { quantisation }),
      };
    case 'onnx-float16':
      return {
        network: compileToOnnx(graph, { floats: 'float16' }),
        maps: compileMapsToOnnx(graph),
      };
    case 'tfjs':
      if (quantisation) throw new SlcError('internal', 'int8: expected to compile to onnx, got tfjs');
      return { network: compileToTfjs(graph), maps: null };
    default:
      return format satisfies never;
  }
}

/** @param graph as it was compiled */
function describe(
  model: KerasModel,
  graph: LayerGraph,
): Omit<ModelDescription, 'ownScaling' | 'onnx' | 'compiledSha256' | 'mapsSha256'> {
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
