/** What a model is compiled to; each engine opens one of them. */
export type CompiledFormat = 'onnx' | 'onnx-float16' | 'tfjs';

/** Of the file. */
export const FORMAT_ENDINGS: Readonly<Record<CompiledFormat, string>> = {
  onnx: 'onnx',
  'onnx-float16': 'onnx',
  tfjs: 'tfjs',
};
