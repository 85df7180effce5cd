export { compileMapsToOnnx, compileToOnnx, type OnnxOptions } from './compile.js';
export { mapsPathOf } from './compiled-files.js';
export { isCudaInstalled } from './cuda-library.js';
export type { Quantisation } from './int8/int8-plan.js';
export { int8Layers, observableLayers } from './int8/observable-layers.js';
export { findLaidOut } from './laid-out/laid-out-model.js';
export type { ObservedBatch, Observer, ObserverModule, ObserverOptions } from './observer-module.js';
export { seesGpu } from './sees-gpu.js';
export type { Trial, TrialModule, TrialValue } from './trial-module.js';
export { hasWebgpu } from './webgpu-platforms.js';

// Modules for engine processes: only such a process loads onnxruntime.

/** On the CPU. */
export const engineModule: URL = new URL('./engine-module.js', import.meta.url);
/** On an NVIDIA GPU. */
export const cudaEngineModule: URL = new URL('./cuda-engine-module.js', import.meta.url);
/** On the CPU, with layers' values: an `ObserverModule`. */
export const observerModule: URL = new URL('./observer-module.js', import.meta.url);
/** On the CPU, to try an unknown network: a `TrialModule`. */
export const trialModule: URL = new URL('./trial-module.js', import.meta.url);
/** On any GPU, through WebGPU. */
export const webgpuEngineModule: URL = new URL('./webgpu-engine-module.js', import.meta.url);
