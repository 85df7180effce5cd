import { SlcError } from '@slc/domain';
import { z } from 'zod';
import type { H5File } from './h5-file.js';

/** One layer of a functional Keras model, its own options still unread. */
export interface LayerConfig {
  readonly className: string;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of the layers it reads. */
  readonly inputs: readonly string[];
}

export interface ModelConfig {
  readonly layers: readonly LayerConfig[];
  readonly input: string;
  readonly output: string;
}

/** Against a description that takes the memory of the machine; a thousand layers need about 1 MB. */
const MAX_CONFIG_CHARACTERS = 32 * 1024 * 1024;

const reference = z.tuple([z.string(), z.number(), z.number()]);

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().min(1),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(
    z.array(z.tuple([z.string(), z.number(), z.number(), z.record(z.string(), z.unknown())])),
  ),
});

const modelSchema = z.object({
  class_name: z.enum(['Functional', 'Model']),
  config: z.object({
    layers: z.array(layerSchema).min(1),
    input_layers: z.array(reference),
    output_layers: z.array(reference),
  }),
});

/**
 * Reads the `model_config` attribute of a functional model written by Keras 2.
 *
 * @throws SlcError `invalid_model` when it is missing or malformed, `unsupported_model` for another kind of model,
 *   several inputs or outputs, or a layer that is used twice
 */
export function readModelConfig(file: H5File): ModelConfig {
  const text = file.textAttribute('/', 'model_config');
  if (text === null) {
    throw new SlcError(
      'invalid_model',
      'attribute model_config: expected the description of a Keras model, the file has none (weights alone are not enough)',
    );
  }
  if (text.length > MAX_CONFIG_CHARACTERS) {
    throw new SlcError(
      'invalid_model',
      `attribute model_config: expected at most ${MAX_CONFIG_CHARACTERS} characters, got ${text.length}`,
    );
  }
  const json = parseJson(text);
  const className = z.object({ class_name: z.string() }).safeParse(json).data?.class_name;
  if (className !== undefined && className !== 'Functional' && className !== 'Model') {
    throw new SlcError('unsupported_model', `model class: expected Functional, got ${className}`);
  }
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) {
    throw new SlcError('invalid_model', `attribute model_config: ${z.prettifyError(parsed.error)}`);
  }
  const { layers, input_layers, output_layers } = parsed.data.config;
  return {
    layers: layers.map(toLayerConfig),
    input: onlyName('input', input_layers),
    output: onlyName('output', output_layers),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // A RangeError when brackets nest too deep.
    throw new SlcError('invalid_model', `attribute model_config: expected JSON: ${String(cause)}`, { cause });
  }
}

function toLayerConfig({
  class_name,
  name,
  config,
  inbound_nodes,
}: z.infer<typeof layerSchema>): LayerConfig {
  if (inbound_nodes.length > 1) {
    throw new SlcError(
      'unsupported_model',
      `layer ${name} (${class_name}): is used ${inbound_nodes.length} times`,
    );
  }
  const inputs = (inbound_nodes[0] ?? []).map(([input, node, tensor, args]) => {
    if (node !== 0 || tensor !== 0 || Object.keys(args).length > 0) {
      throw new SlcError(
        'unsupported_model',
        `layer ${name} (${class_name}): expected a plain input, got ${input} node ${node} tensor ${tensor} with ${JSON.stringify(args)}`,
      );
    }
    return input;
  });
  return { className: class_name, name, options: config, inputs };
}

function onlyName(what: string, references: readonly z.infer<typeof reference>[]): string {
  const [first] = references;
  if (references.length !== 1 || !first) {
    throw new SlcError('unsupported_model', `model: expected one ${what}, got ${references.length}`);
  }
  return first[0];
}
