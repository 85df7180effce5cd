import { tmpdir } from 'node:os';
import { SlcError } from '@slc/domain';
import { findFinalActivation, type LayerGraph, type Shape, sortLayers } from '@slc/layer-graph';
import { readModelConfig } from './config/model-config.js';
import { invalid } from './file/invalid.js';
import { openModelFile } from './file/model-file.js';
import type { PictureSize } from './layers/input.js';
import { ModelReader } from './model-reader.js';

export interface KerasModel {
  readonly graph: LayerGraph;
  /** (height, width, channels), with 1 or 3 channels. */
  readonly inputShape: Shape;
  /** Whether the network takes whole numbers alone, as of dtype uint8: pixels that are scaled before would be lost. */
  readonly takesWholeNumbers: boolean;
  /** Without the batch dimension. */
  readonly outputShape: Shape;
  /** What the network ends with, such as `softmax` or `sigmoid`; `linear` for nothing. */
  readonly finalActivation: string;
  /** Whether logits of classes that exclude each other can be made of it. */
  readonly givesLogits: boolean;
  /** How many layers of each Keras class, those of models inside the model included. */
  readonly layerCounts: Readonly<Record<string, number>>;
  /** All numbers in the weights, trained or not: Keras's `count_params()`. */
  readonly parameters: number;
}

export interface ReadOptions {
  /** Where the weights of a `.keras` file are unpacked while it is read. */
  readonly scratchDirectory?: string;
  /** The size of its pictures, for a model that takes any; another model's own size stays. */
  readonly size?: PictureSize | null;
  /** The name of the output to read, for a model of several. The layers that it does not need are not read. */
  readonly output?: string | null;
}

/**
 * Reads a model that Keras 2 or 3 wrote as `.h5` or `.keras`: functional or sequential, with models inside it in any
 * depth. The optimiser's state is not read.
 *
 * Most of the work is synchronous, and its memory stays with the process: call it in a process that ends soon after.
 *
 * @throws SlcError `invalid_model` for a broken file, `unsupported_model` for a layer or option that is not handled;
 *   the message names the layer
 */
export async function readKerasModel(
  path: string,
  { scratchDirectory = tmpdir(), size = null, output: wanted = null }: ReadOptions = {},
): Promise<KerasModel> {
  const file = await openModelFile(path, scratchDirectory);
  try {
    const config = readModelConfig(file.description, file.where, wanted);
    const reader = new ModelReader(file);
    const input = reader.addInput(config, size);
    const [output] = reader.addModel(config, [input.value]);
    if (!output) throw invalid(`${file.where}: expected a model with an output, it has none`);
    if (output.batch.rows !== 1 || output.batch.axis !== 0) {
      throw new SlcError('unsupported_model', 'model: expected one row of the output for each image');
    }
    reader.assertWeightsUsed();
    const graph = { layers: sortLayers(reader.layers, [output.name]), outputs: { logits: output.name } };
    if (!graph.layers.some(({ kind }) => kind === 'input')) {
      throw invalid(`model input ${config.inputs[0]?.layer}: the output does not depend on it`);
    }
    const { name: finalActivation, way } = findFinalActivation(graph);
    return {
      graph,
      inputShape: input.picture,
      takesWholeNumbers: input.isWhole,
      outputShape: output.shape,
      finalActivation,
      givesLogits: way !== null,
      layerCounts: reader.layerCounts,
      parameters: reader.parameters,
    };
  } finally {
    await file.close();
  }
}
