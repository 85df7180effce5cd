import type { Engine, EngineOptions } from '@slc/engine';
import { startNativeTensorFlow } from './native-tensorflow.js';
import { openEngineOn } from './open-engine.js';

/**
 * Opens a compiled model on the CPU, in the native library.
 *
 * @param compiledModelPath a file of `compileToTfjs`
 */
export async function openEngine(compiledModelPath: string, { threads }: EngineOptions): Promise<Engine> {
  const { tf } = await start(threads);
  return await openEngineOn(tf, compiledModelPath);
}

/** @returns what it runs on. Rejects, saying what to install, when the library is missing or does not work */
export async function probe(): Promise<string> {
  const { version } = await start(1);
  return `TensorFlow ${version}, CPU`;
}

function start(threads: number) {
  return startNativeTensorFlow('@tensorflow/tfjs-node', () => import('@tensorflow/tfjs-node'), threads);
}
