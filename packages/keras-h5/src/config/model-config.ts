import { SlcError } from '@slc/domain';
import { z } from 'zod';
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

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
});

const functionalSchema = z.object({
  layers: z.array(layerSchema).min(1),
  input_layers: places,
  output_layers: places,
});

const sequentialSchema = z.union([
  z.object({ layers: z.array(layerSchema).min(1) }),
  z
    .array(layerSchema)
    .min(1)
    .transform((layers) => ({ layers })),
]);

const modelSchema = z.object({
  class_name: z.string(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
  config: z.unknown(),
});

/**
 * Reads the description of a whole model.
 *
 * @param json `{ class_name, config }`, parsed
 * @throws SlcError `invalid_model` when it is malformed, `unsupported_model` for another kind of model
 */
export function readModelConfig(json: unknown, where: string): ModelConfig {
  const model = modelSchema.safeParse(json);
  if (!model.success) throw malformed(where, model.error);
  const { class_name, config } = model.data;
  if (!isModelClass(class_name)) {
    throw new SlcError(
      'unsupported_model',
      `model class: expected ${MODEL_CLASSES.join(', ')}, got ${class_name} (a subclassed model's layers are Python code, not data)`,
    );
  }
  const foreign = describeForeignClass(model.data);
  if (foreign) throw new SlcError('unsupported_model', `model class ${class_name}: ${foreign}`);
  return readNestedConfig(class_name, config, where);
}

/** Reads a model's `config`. @param where for messages */
export function readNestedConfig(className: string, config: unknown, where: string): ModelConfig {
  return className === 'Sequential' ? readSequential(config, where) : readFunctional(config, where);
}

function readFunctional(config: unknown, where: string): ModelConfig {
  const parsed = functionalSchema.safeParse(config);
  if (!parsed.success) throw malformed(where, parsed.error);
  const names = new Set(parsed.data.layers.map(nameOf));
  const layers = parsed.data.layers.map((layer): LayerConfig => {
    const name = nameOf(layer);
    const calls = (layer.inbound_nodes ?? []).map((node) =>
      readCallArguments(node, name, (other) => names.has(other)),
    );
    return toLayerConfig(layer, calls);
  });
  const toReference = ([layer, node, tensor]: z.infer<typeof place>) =>
    new ValueReference(layer, node, tensor);
  return {
    layers,
    inputs: inOrder(parsed.data.input_layers, 'input', where).map(toReference),
    outputs: inOrder(parsed.data.output_layers, 'output', where).map(toReference),
  };
}

/** Several places by name are refused: they have no order that a caller of the model could rely on. */
function inOrder(
  places: z.infer<typeof functionalSchema>['input_layers'],
  what: 'input' | 'output',
  where: string,
): readonly z.infer<typeof place>[] {
  if (Array.isArray(places)) return places;
  const names = Object.keys(places);
  if (names.length === 1) return Object.values(places);
  throw new SlcError(
    'unsupported_model',
    `${where}: expected one ${what}, got several ${what}s, by name: ${names.join(', ')}`,
  );
}

const INPUT = 'InputLayer';

/** Reads a chain, where each layer is called with the one before it. The first may be an input, or have its shape. */
function readSequential(config: unknown, where: string): ModelConfig {
  const parsed = sequentialSchema.safeParse(config);
  if (!parsed.success) throw malformed(where, parsed.error);
  const [first, ...rest] = parsed.data.layers;
  if (!first) throw new SlcError('invalid_model', `${where}: expected layers, got none`);
  const input = first.class_name === INPUT ? first : impliedInput(first, config);
  const chain = first.class_name === INPUT ? rest : parsed.data.layers;
  let before = new ValueReference(nameOf(input), 0, 0);
  const layers = [toLayerConfig(input, [])];
  for (const layer of chain) {
    layers.push(toLayerConfig(layer, [{ positional: [before], named: {} }]));
    before = new ValueReference(nameOf(layer), 0, 0);
  }
  return { layers, inputs: [new ValueReference(nameOf(input), 0, 0)], outputs: [before] };
}

function impliedInput(first: z.infer<typeof layerSchema>, config: unknown): z.infer<typeof layerSchema> {
  const built = z.object({ build_input_shape: z.unknown() }).safeParse(config).data?.build_input_shape;
  const { batch_input_shape, batch_shape } = first.config;
  return {
    class_name: INPUT,
    name: `${nameOf(first)}_input`,
    config: { batch_shape: batch_input_shape ?? batch_shape ?? built },
  };
}

function toLayerConfig(layer: z.infer<typeof layerSchema>, calls: readonly CallArguments[]): LayerConfig {
  const className = layer.class_name;
  const name = nameOf(layer);
  const foreign = describeForeignClass(layer);
  if (foreign) throw refusal({ className, name }, foreign);
  return {
    className,
    name,
    options: layer.config,
    calls,
    isOperation: isOperation(layer, calls),
  };
}

/**
 * Since Keras 3 a function may have a layer's name. A .keras file says where each comes from; in a .h5 file every layer
 * has `trainable` or `dtype`, and a function has neither.
 */
function isOperation(
  { module, config, class_name }: z.infer<typeof layerSchema>,
  calls: readonly CallArguments[],
): boolean {
  if (module?.includes('.ops')) return true;
  if (module || class_name === INPUT || isModelClass(class_name)) return false;
  return calls.length > 0 && !('trainable' in config) && !('dtype' in config);
}

function nameOf({ name, config }: z.infer<typeof layerSchema>): string {
  const own = name ?? config.name;
  if (typeof own === 'string' && own !== '') return own;
  throw new SlcError('invalid_model', 'a layer of the model: expected a name, it has none');
}

function malformed(where: string, error: z.ZodError): SlcError {
  return new SlcError(
    'invalid_model',
    `${where}: ${z.prettifyError(error).replace(/\s+/g, ' ').slice(0, 1000)}`,
  );
}
