import { OUTPUT_NAMES } from '@slc/domain';
import { type Layer, type LayerGraph, sortLayers } from '@slc/layer-graph';
import { isOnTheWay } from '@slc/onnx-file';

/** The layers that are computed for every image: those of the logits, and of what is computed beside them anyway. */
export function layersOnTheWay(graph: LayerGraph): readonly Layer[] {
  const outputs = OUTPUT_NAMES.filter(isOnTheWay).flatMap((name) => graph.outputs[name] ?? []);
  return sortLayers(graph.layers, outputs);
}
