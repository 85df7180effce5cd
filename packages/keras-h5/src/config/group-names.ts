import type { KerasGeneration } from '../file/model-file.js';
import type { LayerConfig } from './model-config.js';

/**
 * Names the groups of a model's layers in a .keras file, by layer name: the class in snake case, with a number from the
 * second layer of a class on. Keras 3's functions are not layers and have no group.
 */
export function groupNames(
  layers: readonly LayerConfig[],
  keras: KerasGeneration,
): ReadonlyMap<string, string> {
  const used = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { name, className, isOperation } of layers) {
    if (isOperation && keras === 3) continue;
    const group = snakeCase(className);
    const count = used.get(group) ?? 0;
    used.set(group, count + 1);
    names.set(name, count === 0 ? group : `${group}_${count}`);
  }
  return names;
}

/** As Keras does: `PReLU` is `p_re_lu`, `MaxPooling2D` is `max_pooling2d`. */
function snakeCase(className: string): string {
  return className
    .replace(/^.*>/, '')
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
