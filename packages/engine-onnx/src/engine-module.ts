import type { Engine, EngineDevice, EngineOptions } from '@slc/engine';
import { compiledFiles } from './compiled-files.js';
import { env } from './onnxruntime.js';
import { openSession } from './open-session.js';

// An engine opens what was compiled and laid out: it does not load what does that, nor keep it in memory.

/** Opens a compiled model with onnxruntime on the CPU. @param compiledModelPath an .onnx file of this package's compiler */
export async function openEngine(compiledModelPath: string, options: EngineOptions): Promise<Engine> {
  return await openSession(compiledFiles(compiledModelPath), { provider: 'cpu', ...options });
}

/** @returns the path of the model as it is laid out for this processor */
export async function prepare(compiledModelPath: string): Promise<string> {
  const { layOut } = await import('./laid-out/lay-out.js');
  return await layOut(compiledModelPath);
}

/** @returns what it runs on. Rejects when onnxruntime does not work here */
export async function probe(): Promise<EngineDevice> {
  const { proveThatItComputes } = await import('./prove-that-it-computes.js');
  await proveThatItComputes('cpu');
  return { description: `onnxruntime ${env.versions.node}, CPU`, isSoftware: false };
}
