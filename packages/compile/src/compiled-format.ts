/** What a model is compiled to; each engine opens one of them. */
export type CompiledFormat = 'onnx' | 'tfjs';
