import type { OutputName } from '@slc/domain';
import type { Engine } from '@slc/engine';
import { type LayerGraph, prepareGraph } from '@slc/layer-graph';
import { findDifferences, heatMapCases, imagesFor, layerCases, windowCases } from '@slc/layer-graph/testing';

/** Networks whose outputs include heat maps. */
export const HEADS = heatMapCases().map(({ name, graph }) => ({
  name,
  graph: prepareGraph(graph, { scale: 1, offset: 0 }),
}));

/** Every layer case that this package's compiler has to get right. */
export const ONNX_CASES = [...layerCases(), ...windowCases(), ...HEADS];

/**
 * Runs a network's test images, and compares all of its outputs with the naive network's. Closes the engine.
 *
 * @param tolerance as in `findDifferences`
 */
export async function differencesOn(
  engine: Engine,
  graph: LayerGraph,
  tolerance?: number,
): Promise<readonly string[]> {
  const images = imagesFor(graph);
  try {
    const outputs = Object.keys(graph.outputs) as OutputName[];
    const given = await engine.infer(Buffer.concat(images), images.length, outputs);
    return findDifferences(graph, { images, outputs: given, tolerance });
  } finally {
    await engine.close();
  }
}
