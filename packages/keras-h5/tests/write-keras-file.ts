import * as h5wasm from 'h5wasm/node';

export interface WeightValues {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface KerasFile {
  /** The `model_config` attribute; text is written as it stands. */
  readonly config: unknown;
  /** By layer, then by weight name, as `kernel:0`. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, WeightValues>>>>;
  /** Layers whose weights are a link to the same group of another file. */
  readonly linked?: Readonly<Record<string, string>>;
}

/** Writes an .h5 file laid out as Keras 2 does, well-formed or not. */
export async function writeKerasFile(
  path: string,
  { config, weights, linked = {} }: KerasFile,
): Promise<void> {
  const library = await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  file.create_attribute('model_config', typeof config === 'string' ? config : JSON.stringify(config));
  const root = file.create_group('model_weights');
  for (const [layer, values] of Object.entries(weights)) {
    const group = root.create_group(layer);
    group.create_attribute(
      'weight_names',
      Object.keys(values).map((name) => `${layer}/${name}`),
    );
    const inner = group.create_group(layer);
    for (const [path, { shape, values: data }] of Object.entries(values)) {
      const [name = '', ...around] = path.split('/').reverse();
      const place = around.reduceRight((place, part) => place.create_group(part), inner);
      place.create_dataset({ name, data: Float32Array.from(data), shape: [...shape], dtype: '<f4' });
    }
  }
  for (const [layer, otherFile] of Object.entries(linked)) {
    const group = `model_weights/${layer}`;
    library.create_external_link(file.file_id, otherFile, group, group);
  }
  file.close();
}

export const layer = (class_name: string, name: string, config: object, ...inputs: string[]) => ({
  class_name,
  name,
  config: { name, trainable: true, dtype: 'float32', ...config },
  inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : [],
});

/** A model inside a model, as a layer of it. */
export const nested = (
  name: string,
  model: { readonly class_name: string; readonly config: object },
  ...inputs: string[]
) => ({
  ...layer(model.class_name, name, {}, ...inputs),
  config: { ...model.config, name },
});

export const functional = (layers: readonly object[], output: string, changes: object = {}) => ({
  class_name: 'Functional',
  config: {
    name: 'model',
    layers,
    input_layers: [['image', 0, 0]],
    output_layers: [[output, 0, 0]],
    ...changes,
  },
});
