import type { OutputName } from '@slc/domain';
import { type LayerGraph, prepareGraph } from '@slc/layer-graph';
import { findDifferences, heatMapCases, imagesFor, layerCases, windowCases } from '@slc/layer-graph/testing';
import { compileToOnnx } from '../src/compile.js';
import { type ExecutionProvider, openSession } from '../src/open-session.js';

/** Networks whose outputs include heat maps. */
export const HEADS = heatMapCases().map(({ name, graph }) => ({
  name,
  graph: prepareGraph(graph, { scale: 1, offset: 0 }),
}));

/** Every layer case that this package's compiler has to get right. */
export const ONNX_CASES = [...layerCases(), ...windowCases(), ...HEADS];

/** Compiles a network, runs it, and compares all of its outputs with the naive network's. */
export async function findDifferencesOn(provider: ExecutionProvider, graph: LayerGraph) {
  const images = imagesFor(graph);
  const engine = await openSession(Buffer.concat([...compileToOnnx(graph)]), provider, 1);
  try {
    const outputs = Object.keys(graph.outputs) as OutputName[];
    const given = await engine.infer(Buffer.concat(images), images.length, outputs);
    return { differences: findDifferences(graph, images, given), operatorsOnCpu: engine.operatorsOnCpu };
  } finally {
    await engine.close();
  }
}
