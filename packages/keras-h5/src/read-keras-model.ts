import { tmpdir } from 'node:os';
import { SlcError } from '@slc/domain';
import { findFinalActivation, type LayerGraph, type Shape, sortLayers } from '@slc/layer-graph';
import { ValueReference } from './config/call-arguments.js';
import {
  isModelClass,
  type LayerConfig,
  type ModelConfig,
  readModelConfig,
  readNestedConfig,
} from './config/model-config.js';
import { type GraphUnderConstruction, GraphValue, startGraph } from './graph-builder.js';
import { assertInference, type LayerCall, refusal } from './layer-call.js';
import { groupNames } from './layers/group-names.js';
import { definitionOf, readInputShape } from './layers/index.js';
import { type LayerPlace, type ModelFile, openModelFile } from './model-file.js';
import { type LayerWeights, openLayerWeights } from './weights.js';

export interface KerasModel {
  readonly graph: LayerGraph;
  /** (height, width, channels) */
  readonly inputShape: Shape;
  /** Without the batch dimension. */
  readonly outputShape: Shape;
  /** What the network ends with, such as `softmax`; `linear` for nothing. */
  readonly finalActivation: string;
  /** How many layers of each Keras class, those of models inside the model included. */
  readonly layerCounts: Readonly<Record<string, number>>;
  /** All numbers in the weights, trained or not: Keras's `count_params()`. */
  readonly parameters: number;
}

export interface ReadOptions {
  /** Where the weights of a `.keras` file are unpacked while it is read. */
  readonly scratchDirectory?: string;
}

/**
 * Reads a model that Keras 2 or 3 wrote as `.h5`, or as `.keras`: functional or sequential, with models inside it in
 * any depth. The optimiser's state is not read.
 *
 * Synchronous for its most part, and its memory stays with the process: meant for a process that ends soon after.
 *
 * @throws SlcError `invalid_model` for a broken file, `unsupported_model` for a layer or option that is not handled;
 *   the message names the layer
 */
export async function readKerasModel(
  path: string,
  { scratchDirectory = tmpdir() }: ReadOptions = {},
): Promise<KerasModel> {
  const file = await openModelFile(path, scratchDirectory);
  try {
    const reading = startReading(file);
    const config = readModelConfig(file.description, file.where);
    const input = reading.addInput(config);
    const outputs = reading.addModel(config, [], [], '', [input], null);
    const [output] = outputs;
    if (!output || outputs.length !== 1) {
      throw new SlcError('unsupported_model', `model: expected one output, got ${outputs.length}`);
    }
    reading.assertAllTaken();
    const graph = {
      layers: sortLayers(reading.graph.layers, [output.name]),
      outputs: { logits: output.name },
    };
    if (!graph.layers.some(({ kind }) => kind === 'input')) {
      throw new SlcError('invalid_model', `model input ${input.name}: the output does not depend on it`);
    }
    return {
      graph,
      inputShape: input.shape,
      outputShape: output.shape,
      finalActivation: findFinalActivation(graph).name,
      layerCounts: reading.layerCounts,
      parameters: reading.parameters,
    };
  } finally {
    await file.close();
  }
}

/** One call of a layer, placed among the others by name. */
interface Node {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly layer: LayerConfig;
  readonly call: LayerConfig['calls'][number];
}

/** Against models inside each other without end: each level takes some of the stack. */
const MAX_MODEL_DEPTH = 64;

function startReading(file: ModelFile) {
  const graph: GraphUnderConstruction = startGraph();
  const weights = new Map<string, LayerWeights>();
  const nestedConfigs = new Map<LayerConfig, ModelConfig>();
  const layerCounts: Record<string, number> = {};

  function weightsOf(place: LayerPlace, className: string): LayerWeights {
    const name = place.path.join('/');
    const known = weights.get(name);
    if (known) return known;
    layerCounts[className] = (layerCounts[className] ?? 0) + 1;
    const opened = openLayerWeights(file.h5, name, file.weightsOf(place));
    weights.set(name, opened);
    return opened;
  }

  /** @returns the input layer of the whole model */
  function addInput(config: ModelConfig): GraphValue {
    const [reference] = config.inputs;
    if (config.inputs.length !== 1 || !reference) {
      throw new SlcError('unsupported_model', `model: expected one input, got ${config.inputs.length}`);
    }
    const layer = config.layers.find(({ name }) => name === reference.layer);
    if (!layer) {
      throw new SlcError('invalid_model', `model input ${reference.layer}: no layer has this name`);
    }
    const shape = readInputShape({ ...layer, keras: file.keras, positional: [], named: {} });
    return graph.builderFor(layer.name).add({ kind: 'input', shape }, []);
  }

  /**
   * Adds all that a model's outputs need.
   *
   * @param around the models around it: where their weights are; @param calledAs the same with the number of each call
   * @param group its place in a .keras file; @param training what it is called with, for calls inside that leave it open
   * @returns its outputs
   */
  function addModel(
    config: ModelConfig,
    around: readonly string[],
    calledAs: readonly string[],
    group: string,
    inputs: readonly GraphValue[],
    training: unknown,
  ): readonly GraphValue[] {
    if (around.length > MAX_MODEL_DEPTH) {
      throw new SlcError(
        'unsupported_model',
        `model: expected at most ${MAX_MODEL_DEPTH} models inside each other, got more`,
      );
    }
    const where = around.join('/') || 'model';
    if (config.inputs.length !== inputs.length) {
      throw new SlcError(
        'invalid_model',
        `${where}: expected ${config.inputs.length} inputs, got ${inputs.length}`,
      );
    }
    const groups = groupNames(config.layers, file.keras);
    const nodeNames = nameNodes(config);
    const values = new Map<string, readonly GraphValue[]>();
    config.inputs.forEach((reference, i) => {
      const input = inputs[i];
      if (input) values.set(nodeNames(reference), [input]);
    });

    for (const node of orderedNodes(config, nodeNames)) {
      if (values.has(node.name)) continue;
      const { layer, call } = node;
      const resolve = (argument: unknown): unknown => {
        if (argument instanceof ValueReference) {
          const found = values.get(nodeNames(argument))?.[argument.tensor];
          if (found) return found;
          throw refusal(layer, `expected a value ${argument.tensor} of ${argument.layer}, it has none`);
        }
        return Array.isArray(argument) ? argument.map(resolve) : argument;
      };
      const place = {
        path: [...around, layer.name],
        group: `${group}layers/${groups.get(layer.name) ?? ''}`,
      };
      values.set(
        node.name,
        addLayer(
          {
            className: layer.className,
            // A second call has a name of its own; the weights stay the layer's.
            name: [...calledAs, node.name].join('/'),
            options: layer.options,
            keras: file.keras,
            positional: call.positional.map(resolve),
            named: {
              ...Object.fromEntries(Object.entries(call.named).map(([key, value]) => [key, resolve(value)])),
              training: call.named.training ?? training,
            },
          },
          layer,
          place,
        ),
      );
    }
    return config.outputs.map((reference) => {
      const found = values.get(nodeNames(reference))?.[reference.tensor];
      if (found) return found;
      throw new SlcError(
        'invalid_model',
        `${where} output ${reference.layer}: it has no value ${reference.tensor}`,
      );
    });
  }

  function addLayer(call: LayerCall, layer: LayerConfig, place: LayerPlace): readonly GraphValue[] {
    if (isModelClass(layer.className)) {
      layerCounts[layer.className] = (layerCounts[layer.className] ?? 0) + 1;
      // A model that is called often is read once.
      const nested =
        nestedConfigs.get(layer) ??
        readNestedConfig(layer.className, layer.options, `model ${place.path.join('/')}`);
      nestedConfigs.set(layer, nested);
      const inputs = call.positional.flat(2).filter((value) => value instanceof GraphValue);
      return addModel(
        nested,
        place.path,
        call.name.split('/'),
        `${place.group}/`,
        inputs,
        call.named.training,
      );
    }
    if (layer.className === 'InputLayer') {
      throw refusal(call, 'expected the model’s one input, the network reads this one too');
    }
    const definition = definitionOf(layer.className, layer.isOperation);
    if (!definition) {
      const sources = call.positional
        .flat(2)
        .flatMap((value) => (value instanceof GraphValue ? [value.name] : []));
      throw refusal(
        call,
        `this class of layer is not supported (it reads ${sources.join(', ') || 'nothing'})`,
      );
    }
    assertInference(call, definition.differsInTraining?.(call.options) ?? false);
    return [definition.read(call, weightsOf(place, layer.className), graph.builderFor(call.name))];
  }

  return {
    graph,
    layerCounts,
    addInput,
    addModel,
    get parameters() {
      return [...weights.values()].reduce((total, { parametersTaken }) => total + parametersTaken, 0);
    },
    assertAllTaken() {
      for (const each of weights.values()) each.assertAllTaken();
    },
  };
}

/**
 * Gives each call of a layer a name: the layer's own for its first call, `layer#1` for its second.
 * Keras counts a layer's calls from 0, but those of a model inside a model often from 1: it was once called to be made.
 */
function nameNodes(config: ModelConfig): (reference: ValueReference) => string {
  const calls = new Map(config.layers.map(({ name, calls }) => [name, Math.max(1, calls.length)]));
  const models = new Set(
    config.layers.filter(({ className }) => isModelClass(className)).map(({ name }) => name),
  );
  const firstUsed = new Map<string, number>();
  const visit = (argument: unknown): void => {
    if (argument instanceof ValueReference) {
      firstUsed.set(
        argument.layer,
        Math.min(firstUsed.get(argument.layer) ?? Number.POSITIVE_INFINITY, argument.node),
      );
    } else if (Array.isArray(argument)) argument.forEach(visit);
  };
  for (const { calls } of config.layers) {
    for (const { positional, named } of calls) visit([...positional, ...Object.values(named)]);
  }
  config.outputs.forEach(visit);
  return ({ layer, node }) => {
    const isCountedFrom1 = models.has(layer) && (firstUsed.get(layer) ?? 0) >= 1;
    const index = isCountedFrom1 ? node - 1 : node;
    const isThere = index >= 0 && index < (calls.get(layer) ?? 1);
    return index === 0 || !isThere ? (isThere ? layer : `${layer}#${node}`) : `${layer}#${index}`;
  };
}

/** The calls that the outputs need, each after those whose values it takes. */
function orderedNodes(
  config: ModelConfig,
  nodeNames: (reference: ValueReference) => string,
): readonly Node[] {
  const references = (argument: unknown): readonly string[] => {
    if (argument instanceof ValueReference) return [nodeNames(argument)];
    return Array.isArray(argument) ? argument.flatMap(references) : [];
  };
  const nodes = config.layers.flatMap((layer): Node[] => {
    const calls = layer.calls.length > 0 ? layer.calls : [{ positional: [], named: {} }];
    return calls.map((call, i) => ({
      name: i === 0 ? layer.name : `${layer.name}#${i}`,
      inputs: references([...call.positional, ...Object.values(call.named)]),
      layer,
      call,
    }));
  });
  return sortLayers(nodes, config.outputs.map(nodeNames));
}
