import { SlcError } from '@slc/domain';
import { type Layer, type LayerGraph, outputShapeOf, type Shape, sortLayers } from '@slc/layer-graph';
import { openH5File } from './h5-file.js';
import { LAYER_READERS, type LayerReader } from './layers/index.js';
import { type LayerConfig, readModelConfig } from './model-config.js';
import { openLayerWeights } from './weights.js';

export interface KerasModel {
  readonly graph: LayerGraph;
  /** (height, width, channels) */
  readonly inputShape: Shape;
  /** Without the batch dimension. */
  readonly outputShape: Shape;
  /** What the network ends with, such as `softmax`; `linear` for nothing. */
  readonly finalActivation: string;
  /** How many layers of each Keras class. */
  readonly layerCounts: Readonly<Record<string, number>>;
  /** All numbers in the weights, trained or not: Keras's `count_params()`. */
  readonly parameters: number;
}

/**
 * Reads a functional model that Keras 2 wrote as .h5. The optimiser's state is not read.
 *
 * Synchronous for its most part, and its memory stays with the process: meant for a process that ends soon after.
 *
 * @throws SlcError `invalid_model` for a broken file, `unsupported_model` for a layer or option that is not handled;
 *   the message names the layer
 */
export async function readKerasModel(path: string): Promise<KerasModel> {
  const file = await openH5File(path);
  try {
    const config = readModelConfig(file);
    // Only what the output needs, and each layer after those that it reads.
    const kerasLayers = sortLayers(config.layers, config.output);
    const layers: Layer[] = [];
    const shapes = new Map<string, Shape>();
    let parameters = 0;
    for (const kerasLayer of kerasLayers) {
      const weights = openLayerWeights(file, kerasLayer.name);
      const inputShapes = kerasLayer.inputs.map((name) => shapes.get(name) ?? []);
      for (const layer of readerOf(kerasLayer)(kerasLayer, weights, inputShapes)) {
        shapes.set(layer.name, outputShapeOf(layer, shapes));
        layers.push(layer);
      }
      weights.assertAllTaken();
      parameters += weights.parametersTaken;
    }
    return {
      graph: { layers, output: config.output },
      inputShape: shapes.get(config.input) ?? [],
      outputShape: shapes.get(config.output) ?? [],
      finalActivation: finalActivation(layers, config.output),
      layerCounts: countByClass(kerasLayers),
      parameters,
    };
  } finally {
    file.close();
  }
}

function readerOf(layer: LayerConfig): LayerReader {
  const reader = Object.hasOwn(LAYER_READERS, layer.className) ? LAYER_READERS[layer.className] : undefined;
  if (!reader) {
    throw new SlcError(
      'unsupported_model',
      `layer ${layer.name}: class ${layer.className} is not supported (it reads ${layer.inputs.join(', ') || 'nothing'})`,
    );
  }
  return reader;
}

function finalActivation(layers: readonly Layer[], output: string): string {
  let last = layers.find((layer) => layer.name === output);
  while (last?.kind === 'identity') {
    const [input] = last.inputs;
    last = layers.find((layer) => layer.name === input);
  }
  if (last?.kind === 'activation') return last.activation.kind;
  return last?.kind === 'softmax' ? 'softmax' : 'linear';
}

function countByClass(layers: readonly LayerConfig[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { className } of layers) counts[className] = (counts[className] ?? 0) + 1;
  return counts;
}
