import type { Layer, LayerGraph } from '@slc/layer-graph';
import { shapesOf } from '@slc/layer-graph';
import { isCutActivation, nameBeforeActivation } from '../layers/activation.js';
import { layersOnTheWay } from '../layers-on-the-way.js';
import { cutByTheirReader, int8Roles } from './layer-roles.js';

/**
 * The values whose ranges int8 is made from, in the order in which they are computed: layers by name, and the value before
 * a layer's own activation as `NAME@linear`. Pixels and what scales them are not among them: their ranges are known.
 *
 * @param graph as it is compiled
 */
export function observableLayers(graph: LayerGraph): readonly string[] {
  const layers = layersOnTheWay(graph);
  const roles = int8Roles(graph, layers, shapesOf(graph));
  const roleOf = (name: string) => roles.get(name) ?? 'float';
  const isReadAtInt8 = new Set(
    layers.filter(({ name }) => roleOf(name) !== 'float').flatMap(({ inputs }) => inputs),
  );
  const isCut = cutByTheirReader(layers, roles);
  return layers.flatMap((layer) => {
    const { name } = layer;
    const role = roleOf(name);
    if (hasKnownRange(layer, layers) || isCut.has(name) || role === 'keeps-range') return [];
    if (role === 'own-range') return valuesOf(layer);
    return role === 'cuts' || isReadAtInt8.has(name) ? [name] : [];
  });
}

/** @returns the layers that int8 changes, in the order in which they are computed: each may stay float instead */
export function int8Layers(graph: LayerGraph): readonly string[] {
  const layers = layersOnTheWay(graph);
  const roles = int8Roles(graph, layers, shapesOf(graph));
  return layers.map(({ name }) => name).filter((name) => roles.get(name) === 'own-range');
}

/** Both the value before the activation and the one after it are written down in int8, unless the activation only cuts. */
function valuesOf(layer: Layer): readonly string[] {
  if (layer.kind !== 'conv2d' && layer.kind !== 'dense') return [layer.name];
  const { activation, name } = layer;
  return activation && !isCutActivation(activation) ? [nameBeforeActivation(layer), name] : [name];
}

/** The pixels, and the layers that scale them: 0..255, times the scale, plus the offset. */
function hasKnownRange({ kind, inputs }: Layer, layers: readonly Layer[]): boolean {
  if (kind === 'input' || kind === 'constant') return true;
  return kind === 'affine' && layers.some((layer) => layer.kind === 'input' && layer.name === inputs[0]);
}
