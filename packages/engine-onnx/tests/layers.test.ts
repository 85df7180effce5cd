import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagesFor } from '@slc/layer-graph/testing';
import { describe, expect, it } from 'vitest';
import { compileMapsToOnnx, compileToOnnx } from '../src/compile.js';
import { InferenceSession } from '../src/onnxruntime.js';
import { openSession } from '../src/open-session.js';
import { differencesOn, HEADS, ONNX_CASES } from './layers-on.js';
import { openCompiled } from './open-compiled.js';
import { openLaidOut } from './open-laid-out.js';

describe('layers on onnxruntime', () => {
  it.each(ONNX_CASES)('$name', async ({ graph }) => {
    expect(await differencesOn(await openLaidOut(graph), graph)).toEqual([]);
  });
});

describe('layers in float16, as far as the CPU can run them', () => {
  it.each(ONNX_CASES)('$name', async ({ graph }) => {
    const engine = await openCompiled(graph, 'cpu', { floats: 'float16' });
    expect(await differencesOn(engine, graph, 2e-2)).toEqual([]);
  });
});

describe('outputs on onnxruntime', () => {
  const [{ graph } = { graph: { layers: [], outputs: { logits: '' } } }] = HEADS;
  const [image = new Uint8Array()] = imagesFor(graph);

  it('are those that were asked for', async () => {
    const engine = await openLaidOut(graph);
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

  it('that make maps are opened again after their file could not be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'maps-'));
    const maps = join(folder, 'network.maps');
    const files = { network: Buffer.concat([...compileToOnnx(graph)]), maps };
    const engine = await openSession(files, { provider: 'cpu', threads: 1 });
    await expect(engine.infer(image, 1, ['gradCam'])).rejects.toThrow();
    writeFileSync(maps, Buffer.concat([...(compileMapsToOnnx(graph) ?? [])]));
    expect(Object.keys(await engine.infer(image, 1, ['gradCam']))).toEqual(['gradCam']);
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  it('fail as the device when a run fails, and not for a batch that is none', async () => {
    const runFailed = (): never => {
      throw new Error('the device is lost');
    };
    const files = { network: Buffer.concat([...compileToOnnx(graph)]), maps: null };
    const engine = await openSession(files, { provider: 'cpu', threads: 1, runFailed });
    const cut = engine.infer(image.subarray(1), 1, ['logits']);
    await expect(cut).rejects.toThrow(/^(?!the device is lost)/);
    await engine.close();
    await expect(engine.infer(image, 1, ['logits'])).rejects.toThrow('the device is lost');
  });

  it('are refused where the network has none of that name', async () => {
    const plain = { ...graph, outputs: { logits: graph.outputs.logits } };
    const engine = await openLaidOut(plain);
    await expect(engine.infer(image, 1, ['embedding'])).rejects.toMatchObject({ code: 'unsupported_model' });
    await engine.close();
  });
});
