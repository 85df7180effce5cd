import type { Engine, EngineDevice, EngineOptions } from '@slc/engine';
import { compiledFiles } from './compiled-files.js';
import { layOut } from './laid-out/lay-out.js';
import { env } from './onnxruntime.js';
import { openSession, proveThatItComputes } from './open-session.js';

/** Opens a compiled model with onnxruntime on the CPU. @param compiledModelPath an .onnx file of this package's compiler */
export async function openEngine(compiledModelPath: string, options: EngineOptions): Promise<Engine> {
  return await openSession(compiledFiles(compiledModelPath), { provider: 'cpu', ...options });
}

/** @returns the path of the model as it is laid out for this processor */
export async function prepare(compiledModelPath: string): Promise<string> {
  return await layOut(compiledModelPath);
}

/** @returns what it runs on. Rejects when onnxruntime does not work here */
export async function probe(): Promise<EngineDevice> {
  await proveThatItComputes('cpu');
  return { description: `onnxruntime ${env.versions.node}, CPU`, isSoftware: false };
}
