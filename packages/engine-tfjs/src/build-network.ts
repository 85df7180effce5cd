import { type OutputName, SlcError } from '@slc/domain';
import { type GraphOutputs, type Layer, type LayerGraph, shapesOf } from '@slc/layer-graph';
import type { Building, LayerFunction } from './building.js';
import { layerFunction } from './layer-function.js';
import type { Tensor, TensorFlow } from './tensorflow.js';

/** A layer as a closure. */
type Step = Pick<Layer, 'name' | 'inputs'> & { readonly compute: LayerFunction };

/** The steps that some outputs need, in order. */
type Plan = ReturnType<typeof planSteps>;

/** A layer graph whose weights are on the device, ready to run. Its builder disposes of it. */
export type Network = ReturnType<typeof buildNetwork>;

/**
 * Turns each layer into a closure over its weights, once. A run walks the list; a value is given back as soon as its
 * last reader has run, so that a batch needs the memory of the widest place of the network and not of all of it.
 */
export function buildNetwork(tf: TensorFlow, graph: LayerGraph) {
  const weights: Tensor[] = [];
  const shared = new Map<Float32Array | Int32Array, Tensor>();
  const building = startBuilding(tf, graph, { weights, shared });
  // Only these are kept of the graph: its weights are parts of the whole file.
  const { outputs } = graph;
  const input = graph.layers.find((layer) => layer.kind === 'input');
  if (!input) throw new TypeError('compiled model: expected an input layer');
  const steps = graph.layers
    .filter((layer) => layer !== input)
    .map((layer) => ({ name: layer.name, inputs: layer.inputs, compute: layerFunction(layer, building) }));
  // The closures hold on to what they were built with, and these are views of the whole file.
  shared.clear();
  const plans = new Map<string, Plan>();

  return {
    /**
     * @param pixels (batchSize, height, width, channels), 0..255
     * @param wanted only what these need is computed
     * @returns one tensor for each wanted output, (batchSize, …), in their order; the caller disposes of them
     * @throws SlcError `unsupported_model` when the network has no such output
     */
    run(pixels: Uint8Array, batchSize: number, wanted: readonly OutputName[]): readonly Tensor[] {
      const key = wanted.join();
      const plan = plans.get(key) ?? planSteps(steps, layersOf(outputs, wanted));
      plans.set(key, plan);
      const tensor = tf.tensor(new Float32Array(pixels), [batchSize, ...input.shape], 'float32');
      return runPlan(tf, plan, new Map([[input.name, tensor]]));
    },
    /** Gives the weights back. May be called twice. */
    dispose(): void {
      for (const tensor of weights.splice(0)) tensor.dispose();
    },
  };
}

/**
 * @param weights takes the tensors that stay on the device as long as the network does
 * @param shared those of the weights by their values: layers may share them
 */
function startBuilding(
  tf: TensorFlow,
  graph: LayerGraph,
  { weights, shared }: { weights: Tensor[]; shared: Map<Float32Array | Int32Array, Tensor> },
): Building {
  const shapes = shapesOf(graph);
  const constants = new Set(graph.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name));
  return {
    tf,
    keep(values, shape) {
      const earlier = shared.get(values);
      const tensor = earlier
        ? tf.reshape(earlier, [...shape])
        : tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32');
      weights.push(tensor);
      shared.set(values, tensor);
      return tensor;
    },
    shapeOf: (name) => shapes.get(name) ?? [],
    isConstant: (name) => constants.has(name),
  };
}

function layersOf(outputs: GraphOutputs, wanted: readonly OutputName[]): readonly string[] {
  return wanted.map((name) => {
    const layer = outputs[name];
    if (layer !== undefined) return layer;
    throw new SlcError('unsupported_model', `the compiled model has no output ${name}`);
  });
}

/**
 * @param steps in topological order
 * @param wanted names of the layers whose values are wanted
 * @returns `lastUseOf` of a step: values that no later step reads, and that are not wanted
 */
function planSteps(steps: readonly Step[], wanted: readonly string[]) {
  // From the end: a value is met first where it is used last.
  const needed = new Set(wanted);
  const planned = steps.toReversed().flatMap((step) => {
    if (!needed.has(step.name)) return [];
    const lastUseOf = [...new Set(step.inputs)].filter((input) => !needed.has(input));
    for (const input of lastUseOf) needed.add(input);
    return [{ ...step, lastUseOf }];
  });
  return { wanted, steps: planned.reverse() };
}

/** @param values holds the input; none is left in it. @returns the wanted values, in their order */
function runPlan(tf: TensorFlow, { steps, wanted }: Plan, values: Map<string, Tensor>): readonly Tensor[] {
  const give = (name: string) => {
    values.get(name)?.dispose();
    values.delete(name);
  };
  try {
    for (const { name, inputs, compute, lastUseOf } of steps) {
      const taken = inputs.map((inputName) => valueNamed(values, inputName));
      const value = tf.tidy(() => compute(taken));
      values.set(name, value);
      for (const done of lastUseOf) give(done);
    }
    const results = wanted.map((name) => valueNamed(values, name));
    for (const name of wanted) values.delete(name);
    return results;
  } finally {
    for (const name of [...values.keys()]) give(name);
  }
}

function valueNamed(values: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const value = values.get(name);
  if (!value) throw new TypeError(`compiled model: expected a layer ${name} before it is read`);
  return value;
}
