/**
 * A neural network for images as plain data. Shapes leave the batch dimension out: an image is
 * (height, width, channels), a vector is (length). Activations are layers of their own.
 */
export interface LayerGraph {
  /** In topological order: a layer comes after all its inputs. The first one is the input. */
  readonly layers: readonly Layer[];
  /** Name of the layer whose value is the network's output. */
  readonly output: string;
}

export type Shape = readonly number[];

/** Row-major. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

interface LayerOf<Kind extends string> {
  readonly kind: Kind;
  /** Unique in its graph. */
  readonly name: string;
  /** Names of the layers whose values it takes. */
  readonly inputs: readonly string[];
}

/** Pixels as they come, 0..255. */
export interface InputLayer extends LayerOf<'input'> {
  /** (height, width, channels) */
  readonly shape: Shape;
}

/** Cross-correlation. A depthwise convolution is one with as many groups as input channels. */
export interface Conv2dLayer extends LayerOf<'conv2d'> {
  /** (kernelHeight, kernelWidth, inputChannels / groups, outputChannels) */
  readonly kernel: Tensor;
  /** (outputChannels) */
  readonly bias: Float32Array | null;
  /** Vertical, horizontal. */
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  /** `same` as TensorFlow means it: the odd row or column of padding goes to the bottom or right. */
  readonly padding: 'same' | 'valid';
}

export interface DenseLayer extends LayerOf<'dense'> {
  /** (inputs, outputs) */
  readonly kernel: Tensor;
  /** (outputs) */
  readonly bias: Float32Array | null;
}

/** (x - mean) / sqrt(variance + epsilon) * gamma + beta, over the last axis. */
export interface BatchNormLayer extends LayerOf<'batch-norm'> {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

/** x * scale + offset. One value for all, or one a channel (last axis). */
export interface AffineLayer extends LayerOf<'affine'> {
  readonly scale: Float32Array;
  readonly offset: Float32Array;
}

export interface ActivationLayer extends LayerOf<'activation'> {
  /** relu6 is min(max(x, 0), 6); swish is x * sigmoid(x). */
  readonly activation: 'relu' | 'relu6' | 'swish' | 'sigmoid' | 'tanh';
}

/** Over the last axis. */
export interface SoftmaxLayer extends LayerOf<'softmax'> {}

/** Mean over height and width. */
export interface GlobalAveragePoolLayer extends LayerOf<'global-average-pool'> {
  /** (1, 1, channels) when true, (channels) when not. */
  readonly keepDims: boolean;
}

export interface ReshapeLayer extends LayerOf<'reshape'> {
  /** All sizes known. */
  readonly shape: Shape;
}

/** Element by element; axes of length 1 are repeated. Two inputs or more. */
export interface MergeLayer extends LayerOf<'add' | 'multiply'> {}

/** What does nothing at inference time, such as dropout. */
export interface IdentityLayer extends LayerOf<'identity'> {}

export type Layer =
  | InputLayer
  | Conv2dLayer
  | DenseLayer
  | BatchNormLayer
  | AffineLayer
  | ActivationLayer
  | SoftmaxLayer
  | GlobalAveragePoolLayer
  | ReshapeLayer
  | MergeLayer
  | IdentityLayer;
