export { compileToOnnx, ONNX_COMPILER_VERSION } from './compile.js';

/** Given to whoever starts an engine process; only that process loads onnxruntime. */
export const engineModule: URL = new URL('./engine-module.js', import.meta.url);
