import { tmpdir } from 'node:os';
import { SlcError } from '@slc/domain';
import { findFinalActivation, type LayerGraph, type Shape, sortLayers } from '@slc/layer-graph';
import { readModelConfig } from './config/model-config.js';
import { invalid } from './file/invalid.js';
import { openModelFile } from './file/model-file.js';
import { ModelReader } from './model-reader.js';

export interface KerasModel {
  readonly graph: LayerGraph;
  /** (height, width, channels) */
  readonly inputShape: Shape;
  /** Without the batch dimension. */
  readonly outputShape: Shape;
  /** What the network ends with, such as `softmax` or `sigmoid`; `linear` for nothing. */
  readonly finalActivation: string;
  /** How many layers of each Keras class, those of models inside the model included. */
  readonly layerCounts: Readonly<Record<string, number>>;
  /** All numbers in the weights, trained or not: Keras's `count_params()`. */
  readonly parameters: number;
}

/**
 * Reads a model that Keras 2 or 3 wrote as `.h5` or `.keras`: functional or sequential, with models inside it in any
 * depth. The optimiser's state is not read.
 *
 * Most of the work is synchronous, and its memory stays with the process: call it in a process that ends soon after.
 *
 * @param scratchDirectory where the weights of a `.keras` file are unpacked while it is read
 * @throws SlcError `invalid_model` for a broken file, `unsupported_model` for a layer or option that is not handled;
 *   the message names the layer
 */
export async function readKerasModel(
  path: string,
  { scratchDirectory = tmpdir() }: { readonly scratchDirectory?: string } = {},
): Promise<KerasModel> {
  const file = await openModelFile(path, scratchDirectory);
  try {
    const config = readModelConfig(file.description, file.where);
    const reader = new ModelReader(file);
    const input = reader.addInput(config);
    const outputs = reader.addModel(config, [input]);
    const [output] = outputs;
    if (!output || outputs.length !== 1) {
      throw new SlcError('unsupported_model', `model: expected one output, got ${outputs.length}`);
    }
    reader.assertWeightsUsed();
    const graph = { layers: sortLayers(reader.layers, [output.name]), outputs: { logits: output.name } };
    if (!graph.layers.some(({ kind }) => kind === 'input')) {
      throw invalid(`model input ${input.name}: the output does not depend on it`);
    }
    return {
      graph,
      inputShape: input.shape,
      outputShape: output.shape,
      finalActivation: findFinalActivation(graph).name,
      layerCounts: reader.layerCounts,
      parameters: reader.parameters,
    };
  } finally {
    await file.close();
  }
}
