import type { Engine } from '@slc/engine';
import type { LayerGraph } from '@slc/layer-graph';
import { compileMapsToOnnx, compileToOnnx, type OnnxOptions } from '../src/compile.js';
import { type ExecutionProvider, openSession } from '../src/open-session.js';

/** Opens a network as it was compiled: a GPU's is not laid out. */
export async function openCompiled(
  graph: LayerGraph,
  provider: ExecutionProvider,
  options: Pick<OnnxOptions, 'floats'> = {},
): Promise<Engine> {
  const maps = compileMapsToOnnx(graph);
  const files = {
    network: Buffer.concat([...compileToOnnx(graph, options)]),
    maps: maps && Buffer.concat([...maps]),
  };
  return await openSession(files, { provider, threads: 1 });
}
