import { OUTPUT_NAMES } from '@slc/domain';
import { type Layer, type LayerGraph, sortLayers } from '@slc/layer-graph';
import { isOnTheWay } from '@slc/onnx-file';
import { layersOnTheWay } from './layers-on-the-way.js';

/** The layers that heat maps alone need, and the constants that these read. */
export function mapLayers(graph: LayerGraph): readonly Layer[] {
  const before = new Set(layersOnTheWay(graph));
  const own = sortLayers(graph.layers, mapOutputs(graph)).filter((layer) => !before.has(layer));
  const read = new Set(own.flatMap(({ inputs }) => inputs));
  const constants = [...before].filter(({ kind, name }) => kind === 'constant' && read.has(name));
  return [...constants, ...own];
}

/** The layers on the logits' way whose values heat maps read, or are. */
export function carriedToMaps(graph: LayerGraph): readonly string[] {
  const layers = mapLayers(graph);
  const own = new Set(layers.map(({ name }) => name));
  const read = new Set([...mapOutputs(graph), ...layers.flatMap(({ inputs }) => inputs)]);
  return [...read].filter((name) => !own.has(name));
}

function mapOutputs(graph: LayerGraph): readonly string[] {
  return OUTPUT_NAMES.filter((name) => !isOnTheWay(name)).flatMap((name) => graph.outputs[name] ?? []);
}
