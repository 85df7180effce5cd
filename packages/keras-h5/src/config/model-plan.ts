import { sortLayers } from '@slc/layer-graph';
import type { KerasGeneration } from '../file/model-file.js';
import { type CallArguments, ValueReference } from './call-arguments.js';
import { isModelClass, type LayerConfig, type ModelConfig } from './model-config.js';

/** A model as its calls, in the order in which they are read. A model that is called often has one plan. */
export interface ModelPlan {
  readonly config: ModelConfig;
  /** Names the call that a reference means. */
  readonly nameOf: NameOf;
  /** The calls that the outputs need, each after the calls whose values it takes. */
  readonly calls: readonly PlannedCall[];
}

/** One call of a layer. */
export interface PlannedCall {
  /** The layer's own name for its first call, `layer#1` for its second. */
  readonly name: string;
  readonly layer: LayerConfig;
  readonly call: CallArguments;
  /** The layer's group in a .keras file; empty for a function, which has none. */
  readonly group: string;
}

const NO_ARGUMENTS: CallArguments = { positional: [], named: {} };

export function planModel(config: ModelConfig, keras: KerasGeneration): ModelPlan {
  const nameOf = nameCalls(config);
  const groups = groupNames(config.layers, keras);
  const calls = config.layers.flatMap((layer) =>
    (layer.calls.length > 0 ? layer.calls : [NO_ARGUMENTS]).map((call, i) => ({
      name: callName(layer.name, i),
      inputs: referencesOf(call).map(nameOf),
      layer,
      call,
      group: groups.get(layer.name) ?? '',
    })),
  );
  return { config, nameOf, calls: sortLayers(calls, config.outputs.map(nameOf)) };
}

type NameOf = (reference: ValueReference) => string;

/**
 * Names the groups of a model's layers in a .keras file, by layer name: the class in snake case, with a number from the
 * second layer of a class on. Keras 3's functions are not layers and have no group.
 */
function groupNames(layers: readonly LayerConfig[], keras: KerasGeneration): ReadonlyMap<string, string> {
  const used = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { name, className, isOperation } of layers) {
    if (isOperation && keras === 3) continue;
    const group = snakeCase(OWN_NAMES[className] ?? className);
    const count = used.get(group) ?? 0;
    used.set(group, count + 1);
    names.set(name, count === 0 ? group : `${group}_${count}`);
  }
  return names;
}

/** Classes that Keras exports under another name than their own. */
const OWN_NAMES: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/** As Keras does: `PReLU` is `p_re_lu`, `MaxPooling2D` is `max_pooling2d`. */
function snakeCase(className: string): string {
  return className
    .replace(/^.*>/, '')
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Keras counts a layer's calls from 0, but often from 1 for a model inside a model, which was called once to be made. */
function nameCalls(config: ModelConfig): NameOf {
  const layers = new Map(config.layers.map((each) => [each.name, each]));
  const lowestUsed = new Map<string, number>();
  const references = config.layers.flatMap(({ calls }) => calls.flatMap(referencesOf));
  for (const { layer, node } of [...references, ...config.outputs]) {
    lowestUsed.set(layer, Math.min(lowestUsed.get(layer) ?? node, node));
  }
  return ({ layer, node }) => {
    const { className, calls } = layers.get(layer) ?? { className: '', calls: [] };
    const isCountedFrom1 = isModelClass(className) && (lowestUsed.get(layer) ?? 0) >= 1;
    const index = isCountedFrom1 ? node - 1 : node;
    const exists = index >= 0 && index < Math.max(1, calls.length);
    // The name of a call that does not exist must not be that of another one.
    return exists ? callName(layer, index) : `${layer}#${node}`;
  };
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
