import '@tensorflow/tfjs-backend-wasm';
import type { Engine, EngineDevice } from '@slc/engine';
import * as tf from '@tensorflow/tfjs-core';
import { openEngineOn } from './open-engine.js';

/**
 * Opens a compiled model in WebAssembly: everywhere Node runs, on one thread (the backend has no threads under Node).
 *
 * @param compiledModelPath a file of `compileToTfjs`
 */
export async function openEngine(compiledModelPath: string): Promise<Engine> {
  await start();
  return await openEngineOn(tf, compiledModelPath);
}

/** @returns what it runs on. Rejects when there is no WebAssembly */
export async function probe(): Promise<EngineDevice> {
  await start();
  const isSimd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const description = `TensorFlow.js ${tf.version_core} in WebAssembly${isSimd ? ' with SIMD' : ''}, one thread`;
  return { description, isSoftware: false };
}

async function start(): Promise<void> {
  // In another mode it prints advice on how to install another backend.
  tf.enableProdMode();
  if (!(await tf.setBackend('wasm')))
    throw new Error('expected TensorFlow.js to start its WebAssembly backend');
  await tf.ready();
}
