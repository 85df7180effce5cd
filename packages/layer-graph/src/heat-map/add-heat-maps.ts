import { AppendedLayers } from '../appended-layers.js';
import type { LayerGraph } from '../layer-graph.js';
import { shapesOf } from '../layer-shapes.js';
import { differentiateHead } from './differentiate-head.js';
import { drawMaps, joinImages, meanOfMaps } from './draw-maps.js';
import { findHead } from './find-head.js';

/**
 * Names the last spatial activations, which the head pools or flattens, as the output `activations`, and adds the outputs
 * `gradCam` and `hiResCam`: layers that differentiate the head, so that every engine gives heat maps and none knows
 * what one is.
 *
 * A network whose head reads no image, such as a vision transformer's, gets none of the three. A head that holds a layer
 * whose derivative is not known here has the activations, and no maps.
 *
 * Of several backbones, the activations are joined and the maps are averaged (`joinImages`, `meanOfMaps`).
 */
export function addHeatMaps(graph: LayerGraph): LayerGraph {
  const head = findHead(graph, shapesOf(graph));
  if (!head) return graph;
  const images = head.activations.map((activations) => ({ activations, shape: head.shapeOf(activations) }));
  const layers = new AppendedLayers(graph, 'heat-map');
  const joined = joinImages(layers, images);
  const withActivations: LayerGraph = {
    layers: layers.all(),
    outputs: { ...graph.outputs, activations: joined },
  };

  const derivatives = differentiateHead(head, layers);
  if (!derivatives) return withActivations;
  const drawn = images.map(({ activations, shape }) => {
    const explained = { activations, shape, derivatives: derivatives.get(activations) ?? [] };
    return { ...drawMaps(layers, explained), shape };
  });
  const mean = (method: 'gradCam' | 'hiResCam') =>
    meanOfMaps(
      layers,
      drawn.map(({ [method]: map, shape }) => ({ map, shape })),
    );
  const gradCam = mean('gradCam');
  const isOneMap = drawn.every((each) => each.gradCam === each.hiResCam);
  const hiResCam = isOneMap ? gradCam : mean('hiResCam');
  return { layers: layers.all(), outputs: { ...withActivations.outputs, gradCam, hiResCam } };
}
