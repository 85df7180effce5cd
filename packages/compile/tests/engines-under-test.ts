import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTPUT_NAMES } from '@slc/domain';
import type { Engine, EngineModule } from '@slc/engine';
import { compileMapsToOnnx, compileToOnnx, engineModule, mapsPathOf } from '@slc/engine-onnx';
import {
  compileToTfjs,
  isNativePackageInstalled,
  nativeEngineModule,
  wasmEngineModule,
} from '@slc/engine-tfjs';
import type { LayerGraph } from '@slc/layer-graph';

export interface EngineUnderTest {
  readonly engine: string;
  readonly moduleUrl: URL;
  compile(graph: LayerGraph): Iterable<Uint8Array>;
  readonly isInstalled: boolean;
}

export const engines: readonly EngineUnderTest[] = [
  { engine: 'onnx', moduleUrl: engineModule, compile: compileToOnnx, isInstalled: true },
  { engine: 'tfjs-wasm', moduleUrl: wasmEngineModule, compile: compileToTfjs, isInstalled: true },
  {
    engine: 'tfjs-cpu (skipped where it is not installed)',
    moduleUrl: nativeEngineModule,
    compile: compileToTfjs,
    isInstalled: isNativePackageInstalled('@tensorflow/tfjs-node'),
  },
];

/** Compiles a network and runs it on one batch. @returns all outputs that it has */
export async function runOn(
  { moduleUrl, compile }: EngineUnderTest,
  graph: LayerGraph,
  { images, folder }: { readonly images: readonly (readonly number[])[]; readonly folder: string },
): ReturnType<Engine['infer']> {
  const path = join(folder, 'compiled.onnx');
  writeFileSync(path, Buffer.concat([...compile(graph)]));
  const maps = compileMapsToOnnx(graph);
  rmSync(mapsPathOf(path), { force: true });
  if (maps) writeFileSync(mapsPathOf(path), Buffer.concat([...maps]));
  const { openEngine, prepare } = (await import(moduleUrl.href)) as EngineModule;
  const engine = await openEngine((await prepare?.(path)) ?? path, { threads: 1 });
  try {
    const names = OUTPUT_NAMES.filter((name) => graph.outputs[name] !== undefined);
    return await engine.infer(Uint8Array.from(images.flat()), images.length, names);
  } finally {
    await engine.close();
  }
}
