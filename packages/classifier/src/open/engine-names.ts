export const ENGINE_NAMES = [
  'onnx',
  'onnx-cuda',
  'onnx-webgpu',
  'tfjs-gpu',
  'tfjs-cpu',
  'tfjs-wasm',
] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

/** `auto` takes the best engine that is available. */
export const ENGINE_CHOICES = ['auto', ...ENGINE_NAMES] as const;

export type EngineChoice = (typeof ENGINE_CHOICES)[number];
