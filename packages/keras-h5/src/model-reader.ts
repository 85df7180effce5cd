import { SlcError } from '@slc/domain';
import { isSameShape } from '@slc/layer-graph';
import { withOpenBatch } from './config/baked-batch.js';
import { type CallArguments, ValueReference } from './config/call-arguments.js';
import { isModelClass, type LayerConfig, type ModelConfig, readNestedConfig } from './config/model-config.js';
import { type ModelPlan, planModel } from './config/model-plan.js';
import { invalid } from './file/invalid.js';
import type { LayerPlace, ModelFile } from './file/model-file.js';
import { LayerWeights } from './file/weights.js';
import { GraphBuilder, GraphUnderConstruction, GraphValue } from './graph-builder.js';
import { assertInference, type CallResult, type LayerCall, refusal } from './layer-call.js';
import { regulariserNamed } from './layers/identity.js';
import { definitionOf } from './layers/index.js';
import { isWholeInput, type NetworkInput, type PictureSize, readNetworkInput } from './layers/input.js';
import { REFUSED_LAYERS } from './layers/refused.js';
import { WholeNumbers } from './whole-numbers.js';

/** Where a layer or a model is inside the outermost model, and how it is called there. */
interface Scope extends LayerPlace {
  /** Its `path` with the number of each call (`inner#1`): graph layers are named after it. */
  readonly callPath: readonly string[];
  /** The `training` argument of its call, or else of the call of the model around it. */
  readonly training: unknown;
}

/** What a call gives, by the numbers under which others refer to it. */
type CallValues = readonly Exclude<CallResult, readonly unknown[]>[];

const OUTERMOST: Scope = { path: [], callPath: [], group: [], training: null };

/** Limits recursion: each model inside another takes some of the stack. */
const MAX_MODEL_DEPTH = 64;

/** Adds a model's layers to one graph, call by call, those of models inside it too. */
export class ModelReader {
  readonly layerCounts: Record<string, number> = {};
  readonly #graph = new GraphUnderConstruction();
  /** By the layer's path: a layer that is called twice has its weights once. */
  readonly #weights = new Map<string, LayerWeights>();
  /** The plans of the models inside, by the layer that each of them is. */
  readonly #plans = new Map<LayerConfig, ModelPlan>();
  readonly #whole = new WholeNumbers();
  #batchSize: number | null = null;

  constructor(private readonly file: ModelFile) {}

  get layers(): GraphUnderConstruction['layers'] {
    return this.#graph.layers;
  }

  get parameters(): number {
    return [...this.#weights.values()].reduce((total, { parametersTaken }) => total + parametersTaken, 0);
  }

  /** @throws SlcError `unsupported_model` when a layer that was read has weights that nothing uses */
  assertWeightsUsed(): void {
    for (const weights of this.#weights.values()) weights.assertAllTaken();
  }

  /**
   * Adds the input layer of the outermost model.
   *
   * @param size for a model that leaves height or width open
   * @returns the picture, and the value that the model's layers read
   */
  addInput(
    { inputs, layers }: ModelConfig,
    size: PictureSize | null,
  ): Pick<NetworkInput, 'picture' | 'isWhole'> & { readonly value: GraphValue } {
    const name = inputs[0]?.layer;
    const layer = layers.find((each) => each.name === name);
    if (!layer) throw invalid(`model input ${name}: no layer has this name`);
    const { picture, shape, batchSize, isWhole } = readNetworkInput(layer, size);
    this.#batchSize = batchSize;
    const pixels = this.#graph.append(layer.name, { kind: 'input', shape: picture }, []);
    const value = isSameShape(picture, shape)
      ? pixels
      : this.#graph.append(`${layer.name}/plane`, { kind: 'reshape', shape }, [pixels]);
    if (isWhole) this.#whole.add(value);
    return { picture, isWhole, value };
  }

  /** Adds all layers that the outermost model's outputs need. @returns the outputs */
  addModel(config: ModelConfig, inputs: readonly GraphValue[]): readonly GraphValue[] {
    return this.#addPlanned(planModel(config, this.file.keras), inputs, OUTERMOST);
  }

  #addPlanned(
    { config, nameOf, calls }: ModelPlan,
    inputs: readonly GraphValue[],
    scope: Scope,
  ): readonly GraphValue[] {
    const where = scope.path.join('/') || 'model';
    if (config.inputs.length !== inputs.length) {
      throw invalid(`${where}: expected ${config.inputs.length} inputs, got ${inputs.length}`);
    }

    /** What each call gives, by the call's name. */
    const values = new Map<string, CallValues>();
    config.inputs.forEach((reference, i) => {
      const input = inputs[i];
      if (input) values.set(nameOf(reference), [this.#asDeclared(input, { config, reference, scope })]);
    });
    const find = (reference: ValueReference) => values.get(nameOf(reference))?.[reference.tensor];

    for (const { name, layer, call, group } of calls) {
      if (values.has(name)) continue;
      const inside: Scope = {
        path: [...scope.path, layer.name],
        callPath: [...scope.callPath, name],
        group: [...scope.group, 'layers', group],
        training: call.named.training ?? scope.training,
      };
      values.set(name, this.#addLayer(layer, withValues(call, layer, find), inside));
    }
    return config.outputs.map((reference) => {
      const found = find(reference);
      if (found instanceof GraphValue) return found;
      throw invalid(`${where} output ${reference.layer}: it has no value ${reference.tensor}`);
    });
  }

  /** A model casts its inputs to the type that it declares. */
  #asDeclared(
    input: GraphValue,
    { config, reference, scope }: { config: ModelConfig; reference: ValueReference; scope: Scope },
  ): GraphValue {
    const layer = config.layers.find(({ name }) => name === reference.layer);
    if (!this.#whole.has(input) || !layer || isWholeInput(layer)) return input;
    return this.#graph.append([...scope.callPath, layer.name].join('/'), { kind: 'identity' }, [input]);
  }

  #addLayer(layer: LayerConfig, args: CallArguments, scope: Scope): CallValues {
    const { className, options } = layer;
    const inputs = args.positional.flat(2).filter((value) => value instanceof GraphValue);
    if (isModelClass(className)) {
      if (layer.foreign) throw refusal(layer, layer.foreign);
      this.#count(className);
      return this.#addPlanned(this.#planOf(layer, scope), inputs, scope);
    }
    const name = scope.callPath.join('/');
    if (className === 'InputLayer') {
      throw refusal({ className, name }, 'expected the model’s one input, the network reads this one too');
    }
    const definition = layer.foreign
      ? regulariserNamed(className)
      : definitionOf(className, layer.isOperation);
    if (!definition && layer.foreign) throw refusal({ className, name }, layer.foreign);
    if (!definition) {
      const names = inputs.map((input) => input.name).join(', ') || 'nothing';
      const why = Object.hasOwn(REFUSED_LAYERS, className) ? `: ${REFUSED_LAYERS[className]}` : '';
      throw refusal({ className, name }, `this class of layer is not supported${why} (it reads ${names})`);
    }
    const call: LayerCall = {
      className,
      name,
      options: withOpenBatch(options, this.#batchSize),
      keras: this.file.keras,
      positional: args.positional,
      named: { ...withOpenBatch(args.named, this.#batchSize), training: scope.training },
      weights: this.#weightsOf(className, scope),
      build: new GraphBuilder(this.#graph, name),
    };
    assertInference(call, definition.differsInTraining?.(options) ?? false);
    const before = this.layers.length;
    const values = [definition.read(call)].flat();
    this.#whole.follow(call, values, this.layers.slice(before));
    return values;
  }

  #planOf(layer: LayerConfig, { path }: Scope): ModelPlan {
    if (path.length > MAX_MODEL_DEPTH) {
      const message = `model: expected at most ${MAX_MODEL_DEPTH} models inside each other, got more`;
      throw new SlcError('unsupported_model', message);
    }
    const known = this.#plans.get(layer);
    if (known) return known;
    const config = readNestedConfig(layer.className, layer.options, `model ${path.join('/')}`);
    const plan = planModel(config, this.file.keras);
    this.#plans.set(layer, plan);
    return plan;
  }

  #weightsOf(className: string, { path, group }: Scope): LayerWeights {
    const name = path.join('/');
    const known = this.#weights.get(name);
    if (known) return known;
    this.#count(className);
    const opened = new LayerWeights(this.file.h5, name, { places: this.file.weightsOf({ path, group }) });
    this.#weights.set(name, opened);
    return opened;
  }

  #count(className: string): void {
    this.layerCounts[className] = (this.layerCounts[className] ?? 0) + 1;
  }
}

/** A call's arguments, with the values of the graph in place of the references to them. */
function withValues(
  { positional, named }: CallArguments,
  layer: LayerConfig,
  find: (reference: ValueReference) => CallValues[number] | undefined,
): CallArguments {
  const resolve = (argument: unknown): unknown => {
    if (argument instanceof ValueReference) {
      const found = find(argument);
      if (found) return found;
      throw refusal(layer, `expected a value ${argument.tensor} of ${argument.layer}, it has none`);
    }
    return Array.isArray(argument) ? argument.map(resolve) : argument;
  };
  return {
    positional: positional.map(resolve),
    named: Object.fromEntries(Object.entries(named).map(([key, value]) => [key, resolve(value)])),
  };
}
