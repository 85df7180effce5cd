import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toSlcError } from '@slc/domain';
import { compileMapsToOnnx, compileToOnnx, mapsPathOf } from '@slc/engine-onnx';
import { compileToTfjs } from '@slc/engine-tfjs';
import { type KerasModel, readKerasModel } from '@slc/keras-h5';
import { findOwnScaling, type LayerGraph, prepareGraph, shapesOf } from '@slc/layer-graph';
import { SCALINGS, scalingOfNetwork } from '@slc/models';
import type { CompileOrder, CompileReply, ModelDescription } from './compile-protocol.js';
import type { CompiledFormat } from './compiled-format.js';

// The main file of the process that reads and compiles one model and then ends.
process.once('disconnect', () => process.exit());
process.once('message', async (message) => {
  // Only `compileInChild` forks this file, and it sends exactly this.
  const reply = await compile(message as CompileOrder);
  process.send?.(reply, () => process.disconnect());
});

async function compile(order: CompileOrder): Promise<CompileReply> {
  try {
    const model = await readKerasModel(order.weightsPath, {
      scratchDirectory: dirname(order.outputPath),
      ...order.read,
    });
    // Whole numbers can only be pixels as they come.
    const ownScaling = model.takesWholeNumbers ? 'pixels' : findOwnScaling(model.graph);
    const normalisation = order.normalisation ?? SCALINGS[scalingOfNetwork(ownScaling).scaling];
    const graph = prepareGraph(model.graph, normalisation);
    const { network, maps } = COMPILERS[order.format](graph);
    const compiledSha256 = await writeChunks(order.outputPath, network);
    const mapsSha256 = maps && (await writeChunks(mapsPathOf(order.outputPath), maps));
    const digests = { compiledSha256, mapsSha256 };
    return { kind: 'compiled', description: { ...describe(model, graph), ownScaling, ...digests } };
  } catch (thrown) {
    const { code, message, cause, openChoice } = toSlcError(thrown);
    const refusal = { kind: 'refused', code, message, openChoice } as const;
    return { ...refusal, ...(cause instanceof Error && { cause: cause.stack }) };
  }
}

interface CompiledParts {
  readonly network: Iterable<Uint8Array>;
  /** What makes the heat maps, where that is a file of its own. */
  readonly maps: Iterable<Uint8Array> | null;
}

const COMPILERS: Readonly<Record<CompiledFormat, (graph: LayerGraph) => CompiledParts>> = {
  onnx: (graph) => ({ network: compileToOnnx(graph), maps: compileMapsToOnnx(graph) }),
  'onnx-float16': (graph) => ({
    network: compileToOnnx(graph, { floats: 'float16' }),
    maps: compileMapsToOnnx(graph),
  }),
  tfjs: (graph) => ({ network: compileToTfjs(graph), maps: null }),
};

/** @returns hex sha256 of what was written */
async function writeChunks(path: string, chunks: Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for (const batch of batches(chunks)) {
      hash.update(batch);
      await file.writeFile(batch);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

const BATCH_BYTES = 1024 ** 2;

/** Thousands of small pieces as a few large ones. */
function* batches(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for (const chunk of chunks) {
    waiting.push(chunk);
    waitingBytes += chunk.byteLength;
    if (waitingBytes < BATCH_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
  }
  yield Buffer.concat(waiting);
}

/** @param graph as it was compiled */
function describe(
  model: KerasModel,
  graph: LayerGraph,
): Omit<ModelDescription, 'ownScaling' | 'compiledSha256' | 'mapsSha256'> {
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
