export { compileToOnnx, ONNX_COMPILER_VERSION } from './compile.js';
export { isCudaInstalled } from './cuda-library.js';

// Each is given to whoever starts an engine process; only that process loads onnxruntime.

/** On the CPU. */
export const engineModule: URL = new URL('./engine-module.js', import.meta.url);
/** On an NVIDIA GPU. */
export const cudaEngineModule: URL = new URL('./cuda-engine-module.js', import.meta.url);
