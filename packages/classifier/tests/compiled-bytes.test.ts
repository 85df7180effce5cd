import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { compileToOnnx, ONNX_COMPILER_VERSION } from '@slc/engine-onnx';
import { KERAS_READER_VERSION, readKerasModel } from '@slc/keras-h5';
import { GRAPH_PASSES_VERSION, prepareGraph } from '@slc/layer-graph';
import { expect, it } from 'vitest';

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
    passes: '4',
    compiler: '4',
    sha256: '5f2267b64ea06ffb7e0320bb2133e8e84dcaccf3898bbb4d7c85576e9c0bc49c',
  });
});
