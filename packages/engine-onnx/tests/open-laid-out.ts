import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@slc/engine';
import type { LayerGraph } from '@slc/layer-graph';
import { afterAll } from 'vitest';
import { compileMapsToOnnx, compileToOnnx, type OnnxOptions } from '../src/compile.js';
import { compiledFiles, mapsPathOf } from '../src/compiled-files.js';
import { layOut } from '../src/laid-out/lay-out.js';
import { openSession } from '../src/open-session.js';

const folder = mkdtempSync(join(tmpdir(), 'engine-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Options = Pick<OnnxOptions, 'quantisation'>;

/** Opens a network as the CPU serves it: laid out for this processor. */
export async function openLaidOut(graph: LayerGraph, options: Options = {}): Promise<Engine> {
  return await openSession(compiledFiles(await laidOutPath(graph, options)), { provider: 'cpu', threads: 1 });
}

/** Where a network lies that was laid out for this processor, until the next one is. */
export async function laidOutPath(graph: LayerGraph, options: Options = {}): Promise<string> {
  const path = join(folder, 'network.onnx');
  writeFileSync(path, Buffer.concat([...compileToOnnx(graph, options)]));
  const maps = compileMapsToOnnx(graph, options);
  rmSync(mapsPathOf(path), { force: true });
  if (maps) writeFileSync(mapsPathOf(path), Buffer.concat([...maps]));
  return await layOut(path);
}
