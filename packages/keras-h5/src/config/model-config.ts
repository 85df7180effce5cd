import { SlcError } from '@slc/domain';
import { z } from 'zod';
import { invalid } from '../file/invalid.js';
import { refusal } from '../layer-call.js';
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

const classSchema = z.object({
  class_name: z.string(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
});

const layerSchema = classSchema.extend({
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
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
 * Reads the description of a whole model.
 *
 * @param json `{ class_name, config }`, parsed
 * @throws SlcError `invalid_model` when it is malformed, `unsupported_model` for another kind of model
 */
export function readModelConfig(json: unknown, where: string): ModelConfig {
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
  return readNestedConfig(class_name, config, where);
}

/** Reads a model's `config`. @param where for messages */
export function readNestedConfig(className: string, config: unknown, where: string): ModelConfig {
  return className === 'Sequential' ? readSequential(config, where) : readFunctional(config, where);
}

function readFunctional(config: unknown, where: string): ModelConfig {
  const { layers, input_layers, output_layers } = parse(functionalSchema, config, where);
  const names = new Set(layers.map(nameOf));
  const callsOf = (layer: KerasLayer) =>
    (layer.inbound_nodes ?? []).map((node) =>
      readCallArguments(node, nameOf(layer), (other) => names.has(other)),
    );
  return {
    layers: layers.map((layer) => toLayerConfig(layer, callsOf(layer))),
    inputs: inOrder(input_layers, 'input', where),
    outputs: inOrder(output_layers, 'output', where),
  };
}

/** Several places by name are refused: they have no order that a caller of the model could rely on. */
function inOrder(given: z.infer<typeof places>, what: string, where: string): readonly ValueReference[] {
  const names = Object.keys(given);
  if (!Array.isArray(given) && names.length !== 1) {
    const message = `${where}: expected one ${what}, got several ${what}s, by name: ${names.join(', ')}`;
    throw new SlcError('unsupported_model', message);
  }
  return Object.values(given).map(([layer, node, tensor]) => new ValueReference(layer, node, tensor));
}

const INPUT = 'InputLayer';

/** Reads a chain, where each layer is called with the one before it. The first may be an input, or have its shape. */
function readSequential(config: unknown, where: string): ModelConfig {
  const given = parse(sequentialSchema, config, where);
  const [first, ...rest] = given;
  if (!first) throw invalid(`${where}: expected layers, got none`);
  const input = first.class_name === INPUT ? first : impliedInput(first, config);
  const chain = first.class_name === INPUT ? rest : given;
  let before = new ValueReference(nameOf(input), 0, 0);
  const layers = [toLayerConfig(input, [])];
  for (const layer of chain) {
    layers.push(toLayerConfig(layer, [{ positional: [before], named: {} }]));
    before = new ValueReference(nameOf(layer), 0, 0);
  }
  return { layers, inputs: [new ValueReference(nameOf(input), 0, 0)], outputs: [before] };
}

function impliedInput(first: KerasLayer, config: unknown): KerasLayer {
  const built = z.object({ build_input_shape: z.unknown() }).safeParse(config).data?.build_input_shape;
  const { batch_input_shape, batch_shape } = first.config;
  return {
    class_name: INPUT,
    name: `${nameOf(first)}_input`,
    config: { batch_shape: batch_input_shape ?? batch_shape ?? built },
  };
}

function toLayerConfig(layer: KerasLayer, calls: readonly CallArguments[]): LayerConfig {
  const className = layer.class_name;
  const name = nameOf(layer);
  const foreign = describeForeignClass(layer);
  if (foreign) throw refusal({ className, name }, foreign);
  return { className, name, options: layer.config, calls, isOperation: isOperation(layer, calls) };
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
  throw invalid(`${where}: ${z.prettifyError(error).replace(/\s+/g, ' ').slice(0, 1000)}`);
}
