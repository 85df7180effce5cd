import { imagesFor } from '@slc/layer-graph/testing';
import { describe, expect, it } from 'vitest';
import { compileToOnnx } from '../src/compile.js';
import { InferenceSession, Tensor } from '../src/onnxruntime.js';
import { openSession } from '../src/open-session.js';
import { findDifferencesOn, HEADS, ONNX_CASES } from './layers-on.js';

describe('layers on onnxruntime', () => {
  it.each(ONNX_CASES)('$name', async ({ graph }) => {
    expect((await findDifferencesOn('cpu', graph)).differences).toEqual([]);
  });
});

describe('outputs on onnxruntime', () => {
  const [{ graph } = { graph: { layers: [], outputs: { logits: '' } } }] = HEADS;
  const [image = new Uint8Array()] = imagesFor(graph);

  it('are those that were asked for', async () => {
    const engine = await openSession(Buffer.concat([...compileToOnnx(graph)]), 'cpu', 1);
    expect(Object.keys(await engine.infer(image, 1, ['embedding']))).toEqual(['embedding']);
    expect(Object.keys(await engine.infer(image, 1, ['embedding', 'logits']))).toEqual([
      'embedding',
      'logits',
    ]);
    await engine.close();
  });

  it('apart from the logits’ way are empty, and not computed, unless they are asked for', async () => {
    const session = await InferenceSession.create(Buffer.concat([...compileToOnnx(graph)]));
    const pixels = new Tensor('uint8', image, [1, 2, 3, 2]);
    const sizes = async (withMaps: boolean) => {
      const values = await session.run({
        '@pixels': pixels,
        '@with-maps': new Tensor('bool', [withMaps], []),
      });
      return Object.entries(values).map(([name, { dims }]) => [name, ...dims]);
    };
    const always = [
      ['@logits', 1, 3],
      ['@embedding', 1, 4],
    ];
    const apart = ['@activations', '@gradCam', '@hiResCam'];
    expect(await sizes(false)).toEqual([...always, ...apart.map((name) => [name, 0])]);
    const maps = apart.map((name) => [name, 1, 2, 3, name === '@activations' ? 4 : 3]);
    expect(await sizes(true)).toEqual([...always, ...maps]);
    await session.release();
  });

  it('are refused where the network has none of that name', async () => {
    const plain = { ...graph, outputs: { logits: graph.outputs.logits } };
    const engine = await openSession(Buffer.concat([...compileToOnnx(plain)]), 'cpu', 1);
    await expect(engine.infer(image, 1, ['embedding'])).rejects.toMatchObject({ code: 'unsupported_model' });
    await engine.close();
  });
});
