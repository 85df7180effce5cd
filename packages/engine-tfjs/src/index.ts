export { writeGraphFile as compileToTfjs } from './graph-file.js';
export { isNativePackageInstalled, type NativePackage } from './native-package.js';

// Modules for engine processes: only such a process loads TensorFlow.

/** On the GPU, by `@tensorflow/tfjs-node-gpu`. */
export const gpuEngineModule: URL = new URL('./gpu-engine-module.js', import.meta.url);
/** On the CPU, by the native library of `@tensorflow/tfjs-node`. */
export const nativeEngineModule: URL = new URL('./native-engine-module.js', import.meta.url);
/** On one core, in WebAssembly; always available. */
export const wasmEngineModule: URL = new URL('./wasm-engine-module.js', import.meta.url);
