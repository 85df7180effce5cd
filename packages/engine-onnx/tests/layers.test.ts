import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayerGraph } from '@slc/layer-graph';
import { imagesFor } from '@slc/layer-graph/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { compileMapsToOnnx, compileToOnnx } from '../src/compile.js';
import { compiledFiles, mapsPathOf } from '../src/compiled-files.js';
import { layOut } from '../src/lay-out.js';
import { InferenceSession } from '../src/onnxruntime.js';
import { openSession } from '../src/open-session.js';
import { differencesOn, HEADS, ONNX_CASES } from './layers-on.js';

const folder = mkdtempSync(join(tmpdir(), 'engine-onnx-layers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As the CPU serves it: laid out for this processor. */
async function open(graph: LayerGraph) {
  const path = join(folder, 'network.onnx');
  writeFileSync(path, Buffer.concat([...compileToOnnx(graph)]));
  const maps = compileMapsToOnnx(graph);
  rmSync(mapsPathOf(path), { force: true });
  if (maps) writeFileSync(mapsPathOf(path), Buffer.concat([...maps]));
  return await openSession(compiledFiles(await layOut(path)), { provider: 'cpu', threads: 1 });
}

describe('layers on onnxruntime', () => {
  it.each(ONNX_CASES)('$name', async ({ graph }) => {
    expect(await differencesOn(await open(graph), graph)).toEqual([]);
  });
});

describe('outputs on onnxruntime', () => {
  const [{ graph } = { graph: { layers: [], outputs: { logits: '' } } }] = HEADS;
  const [image = new Uint8Array()] = imagesFor(graph);

  it('are those that were asked for', async () => {
    const engine = await open(graph);
    expect(Object.keys(await engine.infer(image, 1, ['embedding']))).toEqual(['embedding']);
    expect(Object.keys(await engine.infer(image, 1, ['embedding', 'logits']))).toEqual([
      'embedding',
      'logits',
    ]);
    await engine.close();
  });

  it('apart from the logits’ way are no part of the network: it gives what they are made from', async () => {
    const session = await InferenceSession.create(Buffer.concat([...compileToOnnx(graph)]));
    expect(session.inputNames).toEqual(['@pixels']);
    const maps = await InferenceSession.create(Buffer.concat([...(compileMapsToOnnx(graph) ?? [])]));
    expect(session.outputNames).toEqual(['@logits', '@embedding', ...maps.inputNames]);
    expect(maps.outputNames).toEqual(['@activations', '@gradCam', '@hiResCam']);
    await session.release();
    await maps.release();
  });

  it('are refused where the network has none of that name', async () => {
    const plain = { ...graph, outputs: { logits: graph.outputs.logits } };
    const engine = await open(plain);
    await expect(engine.infer(image, 1, ['embedding'])).rejects.toMatchObject({ code: 'unsupported_model' });
    await engine.close();
  });
});
