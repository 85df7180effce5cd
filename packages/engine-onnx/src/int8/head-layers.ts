import type { Layer, LayerGraph, Shape } from '@slc/layer-graph';
import { isOnePixel } from '../layout.js';

/**
 * The layers between the last image and the logits. They work on vectors and cost next to nothing, so that those which
 * decide on an answer's precision stay float: pooling, which averages the steps of int8 away, and the last weights.
 */
export function floatHeadLayers(
  { layers, outputs }: LayerGraph,
  shapes: ReadonlyMap<string, Shape>,
): ReadonlySet<string> {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const isFloat = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string, isAfterWeights: boolean): void => {
    const layer = byName.get(name);
    if (!layer || layer.kind === 'input' || !isOnePixel(shapes.get(name) ?? [])) return;
    if (seen.has(`${name} ${isAfterWeights}`)) return;
    seen.add(`${name} ${isAfterWeights}`);
    // Walking back, the first weights are the last of the network; those further back are large in some heads.
    if (!(isAfterWeights && hasWeights(layer))) isFloat.add(name);
    for (const input of layer.inputs) visit(input, isAfterWeights || hasWeights(layer));
  };
  visit(outputs.logits, false);
  return isFloat;
}

function hasWeights({ kind }: Layer): boolean {
  return kind === 'conv2d' || kind === 'dense';
}
