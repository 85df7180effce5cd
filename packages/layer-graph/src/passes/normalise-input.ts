import type { AffineLayer, Layer, LayerGraph } from '../layer-graph.js';
import { unusedName } from '../unused-name.js';

/**
 * Makes the manifest's normalisation a part of the network, so that engines take pixels as bytes:
 * network input = pixel * scale + offset.
 */
export function normaliseInput(
  graph: LayerGraph,
  { scale, offset }: { readonly scale: number; readonly offset: number },
): LayerGraph {
  const input = graph.layers.find((layer) => layer.kind === 'input');
  if (!input || (scale === 1 && offset === 0)) return graph;
  const normalised: AffineLayer = {
    kind: 'affine',
    name: unusedName(graph, `${input.name}/normalised`),
    inputs: [input.name],
    scale: Float32Array.of(scale),
    offset: Float32Array.of(offset),
  };
  const layers = graph.layers.flatMap((layer): Layer[] =>
    layer === input
      ? [input, normalised]
      : [{ ...layer, inputs: layer.inputs.map((name) => (name === input.name ? normalised.name : name)) }],
  );
  return { layers, outputs: graph.outputs };
}
