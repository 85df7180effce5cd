import { z } from 'zod';
import { mismatch } from '../file/invalid.js';

/** A value that a layer is called with, named by the call of another layer that gives it. */
export class ValueReference {
  constructor(
    readonly layer: string,
    /** Number of the call, from 0; Keras often counts from 1 for a model inside a model. */
    readonly node: number,
    readonly tensor: number,
  ) {}
}

/** The arguments of a call: references, constants, and lists of both. */
export interface CallArguments {
  readonly positional: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

const record = z.record(z.string(), z.unknown());
const place = z.tuple([z.string(), z.int(), z.union([z.int(), z.string()])]);
const legacyEntry = z.union([
  z.tuple([z.string(), z.int(), z.unknown(), record]),
  z.tuple([z.string(), z.int(), z.unknown()]),
]);
const kerasTensor = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: place }),
});
const kerasTuple = z.object({ class_name: z.literal('__tuple__'), items: z.array(z.unknown()) });
const callOfKeras3 = z.object({ args: z.array(z.unknown()), kwargs: record });

/** How Keras 2 writes a constant in place of a layer's value. */
const CONSTANT_VALUE = '_CONSTANT_VALUE';

/**
 * Reads one entry of `inbound_nodes`: one call of a layer.
 *
 * Keras 2 writes `[["layer", node, tensor, {named arguments}], …]`, or for a TFOpLambda with one argument that entry
 * alone; it writes a value as a named argument as `["layer", node, tensor]`.
 * Keras 3 writes `{"args": […], "kwargs": {…}}` with values as `__keras_tensor__`.
 *
 * @throws SlcError `invalid_model` for any other form
 */
export function readCallArguments(
  node: unknown,
  layer: string,
  isLayer: (name: string) => boolean,
): CallArguments {
  const keras3 = callOfKeras3.safeParse(node);
  if (keras3.success) {
    const { args, kwargs } = keras3.data;
    return { positional: args.map(fromKeras3), named: mapValues(kwargs, fromKeras3) };
  }
  const single = legacyEntry.safeParse(node);
  const entries = single.success ? [single.data] : z.array(legacyEntry).min(1).safeParse(node).data;
  if (!entries) {
    throw mismatch(`layer ${layer}`, 'a list of inputs', `${JSON.stringify(node)?.slice(0, 200)}`);
  }
  const fromKeras2 = (value: unknown): unknown => {
    const reference = place.safeParse(value);
    if (reference.success) {
      const [name, call, tensor] = reference.data;
      if (name === CONSTANT_VALUE) return tensor;
      if (isLayer(name) && typeof tensor === 'number') return new ValueReference(name, call, tensor);
    }
    return Array.isArray(value) ? value.map(fromKeras2) : value;
  };
  const values = entries.map(([name, call, tensor]) =>
    name === CONSTANT_VALUE ? tensor : new ValueReference(name, call, z.int().catch(0).parse(tensor)),
  );
  return {
    positional: single.success ? values : [values],
    named: mapValues(entries[0]?.[3] ?? {}, fromKeras2),
  };
}

function fromKeras3(value: unknown): unknown {
  const tensor = kerasTensor.safeParse(value);
  if (tensor.success) {
    const [layer, node, index] = tensor.data.config.keras_history;
    return new ValueReference(layer, node, z.int().catch(0).parse(index));
  }
  const tuple = kerasTuple.safeParse(value);
  if (tuple.success) return tuple.data.items.map(fromKeras3);
  return Array.isArray(value) ? value.map(fromKeras3) : value;
}

function mapValues(values: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
