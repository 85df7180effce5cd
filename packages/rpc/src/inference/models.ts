import type { InputTensor, OutputTensor } from './tensors.js';

/** A model as a caller names it. An empty version means any. */
export interface AskedModel {
  readonly name: string;
  readonly version: string;
}

export type Datatype = Exclude<InputTensor['datatype'], 'other'> | OutputTensor['datatype'];

export interface TensorMetadata {
  readonly name: string;
  readonly datatype: Datatype;
  /** -1 stands for any number. */
  readonly shape: readonly number[];
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  /** What runs the model, in the protocol's words, such as `onnxruntime_onnx`. */
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** What Triton's clients read beside the metadata. Here shapes lack the dimension of the images. */
export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  /** The most images of one request. */
  readonly maxBatchSize: number;
  readonly input: readonly ConfiguredTensor[];
  readonly output: readonly ConfiguredTensor[];
}

export interface ConfiguredTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly dims: readonly number[];
  /** Whether it is a picture: (height, width, channels). Never so of an output. */
  readonly isPicture: boolean;
}

export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

export interface IndexedModel {
  readonly name: string;
  readonly version: string;
  readonly isReady: boolean;
  /** Why it is not ready; empty where it is. */
  readonly reason: string;
}
