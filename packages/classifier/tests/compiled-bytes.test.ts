import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { compileToOnnx, ONNX_COMPILER_VERSION } from '@slc/engine-onnx';
import { KERAS_READER_VERSION, readKerasModel } from '@slc/keras-h5';
import { GRAPH_PASSES_VERSION } from '@slc/layer-graph';
import { expect, it } from 'vitest';
import { prepareGraph } from '../src/prepare-graph.js';

it('other bytes from the same model come with another version, so that no old cache entry is used', async () => {
  const path = fileURLToPath(new URL('../../models/compact-lite0/compact-lite0.h5', import.meta.url));
  const { graph } = await readKerasModel(path);
  const hash = createHash('sha256');
  for (const piece of compileToOnnx(prepareGraph(graph, { scale: 2 / 255, offset: -1 }))) hash.update(piece);
  // When this fails, raise the version of what you changed, and write the new ones here.
  expect({
    reader: KERAS_READER_VERSION,
    passes: GRAPH_PASSES_VERSION,
    compiler: ONNX_COMPILER_VERSION,
    sha256: hash.digest('hex'),
  }).toEqual({
    reader: '4',
    passes: '3',
    compiler: '3',
    sha256: 'b7a4cda17ef8a09dc14360d95c9cc33871bc96dbd61cccb32c7f28b599994f9e',
  });
});
