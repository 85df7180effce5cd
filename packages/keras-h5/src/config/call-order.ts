import { sortLayers } from '@slc/layer-graph';
import { type CallArguments, ValueReference } from './call-arguments.js';
import { isModelClass, type LayerConfig, type ModelConfig } from './model-config.js';

/** One call of a layer. */
export interface NamedCall {
  /** The layer's own name for its first call, `layer#1` for its second. */
  readonly name: string;
  readonly layer: LayerConfig;
  readonly call: CallArguments;
}

type NameOf = (reference: ValueReference) => string;

/**
 * Names the call that a reference means.
 * Keras counts a layer's calls from 0, but often from 1 for a model inside a model, which was called once to be made.
 */
export function nameCalls(config: ModelConfig): NameOf {
  const callCounts = new Map(config.layers.map(({ name, calls }) => [name, Math.max(1, calls.length)]));
  const models = new Set(
    config.layers.filter(({ className }) => isModelClass(className)).map(({ name }) => name),
  );
  const lowestUsed = new Map<string, number>();
  const references = config.layers.flatMap(({ calls }) => calls.flatMap(referencesOf));
  for (const { layer, node } of [...references, ...config.outputs]) {
    lowestUsed.set(layer, Math.min(lowestUsed.get(layer) ?? node, node));
  }
  return ({ layer, node }) => {
    const isCountedFrom1 = models.has(layer) && (lowestUsed.get(layer) ?? 0) >= 1;
    const index = isCountedFrom1 ? node - 1 : node;
    const exists = index >= 0 && index < (callCounts.get(layer) ?? 1);
    // The name of a call that does not exist must not be that of another one.
    return exists ? callName(layer, index) : `${layer}#${node}`;
  };
}

/** The calls that a model's outputs need, each after the calls whose values it takes. */
export function callsInOrder(config: ModelConfig, nameOf: NameOf): readonly NamedCall[] {
  const calls = config.layers.flatMap((layer) =>
    (layer.calls.length > 0 ? layer.calls : [{ positional: [], named: {} }]).map((call, i) => ({
      name: callName(layer.name, i),
      inputs: referencesOf(call).map(nameOf),
      layer,
      call,
    })),
  );
  return sortLayers(calls, config.outputs.map(nameOf));
}

function callName(layer: string, index: number): string {
  return index === 0 ? layer : `${layer}#${index}`;
}

function referencesOf({ positional, named }: CallArguments): readonly ValueReference[] {
  const find = (argument: unknown): readonly ValueReference[] => {
    if (argument instanceof ValueReference) return [argument];
    return Array.isArray(argument) ? argument.flatMap(find) : [];
  };
  return [...positional, ...Object.values(named)].flatMap(find);
}
