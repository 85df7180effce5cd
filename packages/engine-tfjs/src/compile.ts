import { type LayerGraph, shapesOf } from '@slc/layer-graph';
import { writeGraphFile } from './graph-file.js';

/**
 * Compiles a layer graph to the form that this package's engines open. TensorFlow.js has no compiled form of its own: the
 * file is the checked graph with its weights, and an engine makes its closures when it opens the file.
 *
 * @returns the file's bytes in chunks, which refer to the graph's weights
 * @throws SlcError `invalid_model` for a graph that does not fit together
 */
export function compileToTfjs(graph: LayerGraph): readonly Uint8Array[] {
  shapesOf(graph);
  return writeGraphFile(graph);
}
