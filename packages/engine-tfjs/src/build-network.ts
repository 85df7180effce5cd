import { type Layer, type LayerGraph, type Shape, shapesOf } from '@slc/layer-graph';
import type { Building, LayerFunction } from './building.js';
import { layerFunction } from './layer-function.js';
import type { Tensor, TensorFlow } from './tensorflow.js';

/** A layer graph whose weights are on the device, ready to run. Whoever builds it disposes of it. */
export interface Network {
  /**
   * @param pixels (batchSize, height, width, channels), 0..255
   * @returns logits, (batchSize, classes); the caller's to dispose of
   */
  run(pixels: Uint8Array, batchSize: number): Tensor;
  /** Gives the weights back. May be called twice. */
  dispose(): void;
}

interface Step {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly compute: LayerFunction;
  /** Values that no later step reads. */
  readonly lastUseOf: readonly string[];
}

/**
 * Turns each layer into a closure over its weights, once. A run walks the list; a value is given back as soon as its
 * last reader has run, so that a batch needs the memory of the widest place of the network and not of all of it.
 */
export function buildNetwork(tf: TensorFlow, graph: LayerGraph): Network {
  const weights: Tensor[] = [];
  const shapes = shapesOf(graph);
  const constants = new Set(graph.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name));
  const building: Building = {
    tf,
    keep(values, shape) {
      const tensor = tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32');
      weights.push(tensor);
      return tensor;
    },
    shapeOf: (name) => shapeOf(shapes, name),
    isConstant: (name) => constants.has(name),
  };
  // Only these are kept of the graph: its weights are parts of the whole file.
  const { logits: output } = graph.outputs;
  const input = inputOf(graph);
  const steps = listSteps(graph, (layer) => layerFunction(layer, building));

  return {
    run(pixels, batchSize) {
      const values = new Map<string, Tensor>();
      const give = (name: string) => {
        values.get(name)?.dispose();
        values.delete(name);
      };
      try {
        values.set(input.name, tf.tensor(new Float32Array(pixels), [batchSize, ...input.shape], 'float32'));
        for (const { name, inputs, compute, lastUseOf } of steps) {
          const taken = inputs.map((inputName) => valueNamed(values, inputName));
          values.set(
            name,
            tf.tidy(() => compute(taken)),
          );
          for (const done of lastUseOf) give(done);
        }
        const logits = valueNamed(values, output);
        values.delete(output);
        return logits;
      } finally {
        for (const name of [...values.keys()]) give(name);
      }
    },
    dispose() {
      for (const tensor of weights.splice(0)) tensor.dispose();
    },
  };
}

function inputOf(graph: LayerGraph): { readonly name: string; readonly shape: Shape } {
  const input = graph.layers.find((layer) => layer.kind === 'input');
  if (!input) throw new TypeError('compiled model: expected an input layer');
  return { name: input.name, shape: input.shape };
}

function listSteps(graph: LayerGraph, compile: (layer: Layer) => LayerFunction): readonly Step[] {
  const lastReader = new Map<string, string>();
  for (const { name, inputs } of graph.layers) for (const input of inputs) lastReader.set(input, name);
  return graph.layers
    .filter((layer) => layer.kind !== 'input')
    .map((layer) => ({
      name: layer.name,
      inputs: layer.inputs,
      compute: compile(layer),
      lastUseOf: [...new Set(layer.inputs)].filter(
        (input) => lastReader.get(input) === layer.name && input !== graph.outputs.logits,
      ),
    }));
}

function shapeOf(shapes: ReadonlyMap<string, Shape>, name: string): Shape {
  const shape = shapes.get(name);
  if (!shape) throw new TypeError(`compiled model: expected a layer ${name}`);
  return shape;
}

function valueNamed(values: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const value = values.get(name);
  if (!value) throw new TypeError(`compiled model: expected a layer ${name} before it is read`);
  return value;
}
