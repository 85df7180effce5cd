import type { Engine, EngineOptions } from '@slc/engine';
import { startNativeTensorFlow } from './native-tensorflow.js';
import { openEngineOn } from './open-engine.js';

/**
 * Opens a compiled model on the GPU. Never runs on the CPU in its place.
 *
 * @param compiledModelPath a file of `compileToTfjs`
 */
export async function openEngine(compiledModelPath: string, { threads }: EngineOptions): Promise<Engine> {
  const { tf } = await start(threads);
  return await openEngineOn(tf, compiledModelPath);
}

/** @returns what it runs on. Rejects, saying what is missing, when the library or the GPU is missing or does not work */
export async function probe(): Promise<string> {
  const { version } = await start(1);
  return `TensorFlow ${version}, GPU`;
}

async function start(threads: number) {
  const load = () => import('@tensorflow/tfjs-node-gpu');
  const tensorflow = await startNativeTensorFlow('@tensorflow/tfjs-node-gpu', load, threads);
  if (!tensorflow.isUsingGpu) {
    throw new Error(
      `@tensorflow/tfjs-node-gpu: expected a GPU, TensorFlow ${tensorflow.version} found none. It needs an NVIDIA driver, and the CUDA 11 and cuDNN 8 libraries where the loader finds them`,
    );
  }
  return tensorflow;
}
