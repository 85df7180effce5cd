/** What a model is compiled to; each engine opens one of them. */
export const COMPILED_FORMATS = ['onnx', 'tfjs'] as const;

export type CompiledFormat = (typeof COMPILED_FORMATS)[number];
