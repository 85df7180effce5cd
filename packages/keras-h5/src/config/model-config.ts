import { SlcError } from '@slc/domain';
import { z } from 'zod';
import { invalid } from '../file/invalid.js';
import { type CallArguments, readCallArguments, ValueReference } from './call-arguments.js';
import { describeForeignClass } from './foreign-class.js';

/** One layer of a model, its own options still unread. */
export interface LayerConfig {
  readonly className: string;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** None for a layer that is not called, such as an input. */
  readonly calls: readonly CallArguments[];
  /** Whether it is not a layer, but one of Keras 3's functions. */
  readonly isOperation: boolean;
  /** Where the class comes from, if it is not one of Keras's: the end of a message. */
  readonly foreign: string | null;
}

/** A model, or a model inside a model. */
export interface ModelConfig {
  readonly layers: readonly LayerConfig[];
  readonly inputs: readonly ValueReference[];
  readonly outputs: readonly ValueReference[];
}

const MODEL_CLASSES = ['Functional', 'Model', 'Sequential'];

export function isModelClass(className: string): boolean {
  return MODEL_CLASSES.includes(className);
}

const place = z.tuple([z.string(), z.int(), z.int()]);
/** One, a list, or by name. */
const places = z.union([place.transform((one) => [one]), z.array(place), z.record(z.string(), place)]);
type Place = z.infer<typeof place>;
type Places = z.infer<typeof places>;

const classSchema = z.object({
  class_name: z.string(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
});

const layerSchema = classSchema.extend({
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
  build_config: z.object({ input_shape: z.unknown() }).nullish().catch(null),
});

type KerasLayer = z.infer<typeof layerSchema>;

const layersSchema = z.array(layerSchema).min(1);

const functionalSchema = z.object({
  layers: layersSchema,
  input_layers: places,
  output_layers: places,
});

const sequentialSchema = z.union([
  z.object({ layers: layersSchema }).transform(({ layers }) => layers),
  layersSchema,
]);

const modelSchema = classSchema.extend({ config: z.unknown() });

/**
 * Reads the description of a whole model, with one picture in and one answer out.
 *
 * @param json `{ class_name, config }`, parsed
 * @param output which of several outputs to read; null where the caller knows of one
 * @throws SlcError `invalid_model` when it is malformed, `unsupported_model` for another kind of model
 */
export function readModelConfig(json: unknown, where: string, output: string | null): ModelConfig {
  const model = parse(modelSchema, json, where);
  const { class_name, config } = model;
  if (!isModelClass(class_name)) {
    throw new SlcError(
      'unsupported_model',
      `model class: expected ${MODEL_CLASSES.join(', ')}, got ${class_name} (a subclassed model's layers are Python code, not data)`,
    );
  }
  const foreign = describeForeignClass(model);
  if (foreign) throw new SlcError('unsupported_model', `model class ${class_name}: ${foreign}`);
  const { layers, input_layers, output_layers } = readParts(class_name, config, where);
  return { layers, inputs: [onlyInput(input_layers)], outputs: [chooseOutput(output_layers, output)] };
}

/** Reads the `config` of a model inside a model. @param where for messages */
export function readNestedConfig(className: string, config: unknown, where: string): ModelConfig {
  const { layers, input_layers, output_layers } = readParts(className, config, where);
  return {
    layers,
    inputs: inOrder(input_layers, 'input', where),
    outputs: inOrder(output_layers, 'output', where),
  };
}

/** A model with its inputs and outputs as the file has them. */
interface ModelParts {
  readonly layers: readonly LayerConfig[];
  readonly input_layers: Places;
  readonly output_layers: Places;
}

function readParts(className: string, config: unknown, where: string): ModelParts {
  if (className === 'Sequential') return readSequential(config, where);
  const { layers, ...places } = parse(functionalSchema, config, where);
  const names = new Set(layers.map(nameOf));
  const callsOf = (layer: KerasLayer) =>
    (layer.inbound_nodes ?? []).map((node) =>
      readCallArguments(node, nameOf(layer), (other) => names.has(other)),
    );
  return { ...places, layers: layers.map((layer) => toLayerConfig(layer, callsOf(layer))) };
}

function onlyInput(given: Places): ValueReference {
  const named = nameEnds(given);
  const [first, ...others] = named.values();
  if (first && others.length === 0) return new ValueReference(...first);
  const got = `it takes ${named.size} inputs at once (${[...named.keys()].join(', ')})`;
  throw new SlcError('unsupported_model', `model: expected one picture as its input, ${got}`);
}

/** @throws SlcError `unsupported_model`, with the outputs' names, where it is not clear which one is meant */
function chooseOutput(given: Places, wanted: string | null): ValueReference {
  const outputs = nameEnds(given);
  const names = [...outputs.keys()];
  const [first = ''] = names;
  if (wanted === null && names.length > 1) {
    const advice = `name it in a manifest, as in "output": ${JSON.stringify(first)}`;
    const got = `it has ${names.length} (${names.join(', ')})`;
    const openChoice = { of: 'output', names } as const;
    throw new SlcError('unsupported_model', `model: expected one output, ${got}: ${advice}`, { openChoice });
  }
  const chosen = outputs.get(wanted ?? first);
  if (chosen) return new ValueReference(...chosen);
  const expected = wanted === null ? 'an output' : `an output ${wanted}`;
  const got = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
  throw new SlcError('unsupported_model', `model: expected ${expected}, ${got}`);
}

/** Inputs or outputs as Keras names them: by names of their own, or after their layers, of which a second is `layer_1`. */
function nameEnds(given: Places): ReadonlyMap<string, Place> {
  if (!Array.isArray(given)) return new Map(Object.entries(given));
  const named = new Map<string, Place>();
  for (const each of given) {
    const [layer] = each;
    let name = layer;
    for (let i = 1; named.has(name); i++) name = `${layer}_${i}`;
    named.set(name, each);
  }
  return named;
}

/** Several places by name are refused: they have no order that a caller of the model could rely on. */
function inOrder(given: Places, what: string, where: string): readonly ValueReference[] {
  const names = Object.keys(given);
  if (!Array.isArray(given) && names.length !== 1) {
    const message = `${where}: expected one ${what}, got several ${what}s, by name: ${names.join(', ')}`;
    throw new SlcError('unsupported_model', message);
  }
  return Object.values(given).map(([layer, node, tensor]) => new ValueReference(layer, node, tensor));
}

const INPUT = 'InputLayer';

/** Reads a chain, where each layer is called with the one before it. The first may be an input, or have its shape. */
function readSequential(config: unknown, where: string): ModelParts {
  const given = parse(sequentialSchema, config, where);
  const [first, ...rest] = given;
  if (!first) throw invalid(`${where}: expected layers, got none`);
  const input = first.class_name === INPUT ? first : impliedInput(first, config);
  const chain = first.class_name === INPUT ? rest : given;
  const place = (layer: KerasLayer): Place => [nameOf(layer), 0, 0];
  const layers = [toLayerConfig(input, [])];
  let before = place(input);
  for (const layer of chain) {
    layers.push(toLayerConfig(layer, [{ positional: [new ValueReference(...before)], named: {} }]));
    before = place(layer);
  }
  return { layers, input_layers: [place(input)], output_layers: [before] };
}

function impliedInput(first: KerasLayer, config: unknown): KerasLayer {
  const built = z.object({ build_input_shape: z.unknown() }).safeParse(config).data?.build_input_shape;
  return {
    class_name: INPUT,
    name: `${nameOf(first)}_input`,
    config: { batch_shape: built ?? shapeReadBy(first) },
  };
}

/** The shape with which a layer was made, or the first layer of a model that is one. */
function shapeReadBy({ config, build_config }: KerasLayer): unknown {
  const { batch_input_shape, batch_shape, layers } = config;
  const [innermost] = layersSchema.safeParse(layers).data ?? [];
  const own = batch_input_shape ?? batch_shape ?? build_config?.input_shape;
  return own ?? (innermost && shapeReadBy(innermost));
}

function toLayerConfig(layer: KerasLayer, calls: readonly CallArguments[]): LayerConfig {
  const className = layer.class_name;
  const name = nameOf(layer);
  const foreign = describeForeignClass(layer);
  return { className, name, options: layer.config, calls, isOperation: isOperation(layer, calls), foreign };
}

/**
 * Since Keras 3 a function may have a layer's name. A .keras file says where each comes from; in a .h5 file every layer
 * has `trainable` or `dtype`, and a function has neither.
 */
function isOperation({ module, config, class_name }: KerasLayer, calls: readonly CallArguments[]): boolean {
  if (module?.includes('.ops')) return true;
  if (module || class_name === INPUT || isModelClass(class_name)) return false;
  return calls.length > 0 && !('trainable' in config) && !('dtype' in config);
}

function nameOf({ name, config }: KerasLayer): string {
  const own = name ?? config.name;
  if (typeof own === 'string' && own !== '') return own;
  throw invalid('a layer of the model: expected a name, it has none');
}

function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const places = new Set(error.issues.map(({ path }) => z.core.toDotPath(path) || 'the whole'));
  const which = [...places].slice(0, 5).join(', ');
  throw invalid(`${where}: expected a model as Keras describes one, and something else is at ${which}`);
}
