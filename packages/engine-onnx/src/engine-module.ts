import type { Engine, EngineDevice, EngineOptions } from '@slc/engine';
import { env } from './onnxruntime.js';
import { openSession, proveThatItComputes } from './open-session.js';

/** Opens a compiled model with onnxruntime on the CPU. @param compiledModelPath an .onnx file of this package's compiler */
export async function openEngine(compiledModelPath: string, { threads }: EngineOptions): Promise<Engine> {
  return await openSession(compiledModelPath, 'cpu', threads);
}

/** @returns what it runs on. Rejects when onnxruntime does not work here */
export async function probe(): Promise<EngineDevice> {
  await proveThatItComputes('cpu');
  return { description: `onnxruntime ${env.versions.node}, CPU`, isSoftware: false };
}
