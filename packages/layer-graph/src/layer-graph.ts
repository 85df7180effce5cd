import type { OutputName } from '@slc/domain';

/**
 * A neural network for images as plain data. Shapes leave the batch dimension out, and axes count from 0 without
 * it: an image is (height, width, channels), tokens are (positions, channels), a vector is (length).
 *
 * The kinds are few and general. The reader of a file format builds that format's other layers out of them: a
 * separable convolution is two `conv2d`, a crop is a `slice`, a group normalisation is a `layer-norm` between reshapes.
 */
export interface LayerGraph {
  /** In topological order: a layer comes after all its inputs. Exactly one is an `input`. */
  readonly layers: readonly Layer[];
  readonly outputs: GraphOutputs;
}

/** Names of the layers whose values the network gives. An output that the network does not have has no name here. */
export type GraphOutputs = Readonly<{ logits: string } & Partial<Record<OutputName, string>>>;

export type Shape = readonly number[];

/** Row-major. */
export interface Tensor {
  readonly shape: Shape;
  /** May be computed at each access (`lazyTensor`): read it once. */
  readonly data: Float32Array;
}

interface LayerOf<Kind extends string> {
  readonly kind: Kind;
  /** Unique in its graph. */
  readonly name: string;
  /** Names of the layers whose values it reads. */
  readonly inputs: readonly string[];
}

/** Vertical, horizontal. */
export type Pair = readonly [number, number];

/** Rows to add above and below, columns to add to the left and right. */
export interface Padding2d {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Pixels as they come, 0..255. Once `normaliseInput` has run, of three channels, RGB. */
export interface InputLayer extends LayerOf<'input'> {
  /** (height, width, channels) */
  readonly shape: Shape;
}

/** A value that does not depend on the image. Takes no input; only `arithmetic`, `select` and `matmul` layers read it. */
export interface ConstantLayer extends LayerOf<'constant'> {
  readonly value: Tensor;
}

interface WeightedLayer<Kind extends string> extends LayerOf<Kind> {
  readonly kernel: Tensor;
  /** (outputChannels) */
  readonly bias: Float32Array | null;
  /** Applied to the result. Readers leave it null; `fuseActivation` sets it. */
  readonly activation: Activation | null;
}

/**
 * Cross-correlation over an image padded with zeros. A depthwise convolution is one with as many groups as input
 * channels; output channel c belongs to group floor(c / (outputChannels / groups)).
 * Its kernel: (kernelHeight, kernelWidth, inputChannels / groups, outputChannels).
 */
export interface Conv2dLayer extends WeightedLayer<'conv2d'> {
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly groups: number;
  readonly padding: Padding2d;
}

/** Over the last axis: (…, inputs) to (…, outputChannels). Its kernel: (inputs, outputChannels). */
export interface DenseLayer extends WeightedLayer<'dense'> {}

/** Windows over an image. Padding never wins a maximum and is left out of an average's sum and count. */
export interface PoolLayer extends LayerOf<'pool'> {
  readonly operation: 'max' | 'average';
  readonly size: Pair;
  readonly strides: Pair;
  /** Less than the window's size on each side, so that each window holds a real pixel. */
  readonly padding: Padding2d;
}

/** One value for all places along the given axes. */
export interface ReduceLayer extends LayerOf<'reduce'> {
  readonly operation: 'mean' | 'sum' | 'max' | 'min';
  /** Ascending, at least one. */
  readonly axes: readonly number[];
  /** Whether the axes stay, with length 1. If not and none is left, the result is (1). */
  readonly keepDims: boolean;
}

/** (x - mean) / sqrt(variance + epsilon) * gamma + beta, with one of each for every place of the last axis. */
export interface BatchNormLayer extends LayerOf<'batch-norm'> {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

/**
 * (x - mean) / sqrt(variance + epsilon) * gamma + beta, with mean and (biased) variance over the last axis of x itself.
 * gamma and beta: one for every place of the last axis.
 */
export interface LayerNormLayer extends LayerOf<'layer-norm'> {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly epsilon: number;
}

/** x * scale + offset. Each has one value for all, or one for every place of the last axis. */
export interface AffineLayer extends LayerOf<'affine'> {
  readonly scale: Float32Array;
  readonly offset: Float32Array;
}

/** Functions of one number. */
export type Activation =
  /**
   * relu: max(x, 0) · swish: x * sigmoid(x) · softplus: log(1 + exp(x)) · softsign: x / (1 + |x|)
   * step: 1 where x > 0, 0 elsewhere
   * gelu: x * (1 + erf(x / sqrt 2)) / 2 · gelu-tanh: x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2
   */
  | {
      readonly kind:
        | 'relu'
        | 'step'
        | 'sigmoid'
        | 'tanh'
        | 'swish'
        | 'softplus'
        | 'softsign'
        | 'gelu'
        | 'gelu-tanh'
        | 'exp'
        | 'log'
        | 'sqrt'
        | 'abs'
        | 'erf';
    }
  /** min(max(x, low), high); relu6 is 0..6 */
  | { readonly kind: 'clip'; readonly low: number; readonly high: number }
  /** x where x >= 0, x * slope elsewhere */
  | { readonly kind: 'leaky-relu'; readonly slope: number }
  /** x where x > at, 0 elsewhere */
  | { readonly kind: 'threshold'; readonly at: number }
  /** scale * (x where x > 0, alpha * (exp(x) - 1) elsewhere); selu has both parameters */
  | { readonly kind: 'elu'; readonly alpha: number; readonly scale: number }
  /** min(max(x * slope + offset, 0), 1) */
  | { readonly kind: 'hard-sigmoid'; readonly slope: number; readonly offset: number };

export interface ActivationLayer extends LayerOf<'activation'> {
  readonly activation: Activation;
}

/** x where x >= 0, x * slope elsewhere. */
export interface PreluLayer extends LayerOf<'prelu'> {
  /** As many axes as x, each of x's length or 1. */
  readonly slope: Tensor;
}

/** Over the last axis. */
export interface SoftmaxLayer extends LayerOf<'softmax'> {}

/**
 * Element by element, the inputs from left to right. Shapes are aligned at the last axis; axes that are missing or of
 * length 1 are repeated. `subtract`, `divide` and `power` take two inputs, the others two or more; at least one is
 * not a constant.
 */
export interface ArithmeticLayer extends LayerOf<'arithmetic'> {
  readonly operation: 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'maximum' | 'minimum';
}

/** Two inputs or more, alike in all other axes, one after the other. */
export interface ConcatLayer extends LayerOf<'concat'> {
  readonly axis: number;
}

/**
 * The products of matrices, (…, n, m) and (…, m, k) to (…, n, k): the axes before are alike, and each place of theirs has
 * a product of its own. The left one may be a constant, where neither has axes before.
 */
export interface MatmulLayer extends LayerOf<'matmul'> {}

/**
 * Element by element, of three inputs whose shapes are aligned as in `arithmetic`: the second one where the first is
 * above 0, the third elsewhere, whatever the other one is there, infinite for instance. The first is not a constant.
 */
export interface SelectLayer extends LayerOf<'select'> {}

/** In row-major order. */
export interface ReshapeLayer extends LayerOf<'reshape'> {
  /** All sizes known. */
  readonly shape: Shape;
}

/** Axis i of the result is axis permutation[i] of x. */
export interface TransposeLayer extends LayerOf<'transpose'> {
  readonly permutation: readonly number[];
}

/** Values of `value` before and after each axis. */
export interface PadLayer extends LayerOf<'pad'> {
  /** As many as x has axes. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
}

/** Along each axis: place i of the result is place start + i * step of x, for i below size. Steps may be negative. */
export interface SliceLayer extends LayerOf<'slice'> {
  /** As many as x has axes. */
  readonly start: readonly number[];
  readonly size: readonly number[];
  readonly step: readonly number[];
}

/** Ways to resize an image, by the names of `tf.image.resize`. */
export const RESIZE_METHODS = [
  'nearest',
  'bilinear',
  'bicubic',
  'area',
  'lanczos3',
  'lanczos5',
  'gaussian',
  'mitchellcubic',
] as const;

export type ResizeMethod = (typeof RESIZE_METHODS)[number];

/**
 * An image of another size, on half-pixel centres: row y of the result lies at (y + 0.5) * oldHeight / height - 0.5.
 * `nearest` takes row floor((y + 0.5) * oldHeight / height), see `nearestPlaces`; `bilinear` interpolates between the two
 * neighbours, repeating the edge. The others are weighted sums along each axis, see `resizeWeights`.
 */
export interface ResizeLayer extends LayerOf<'resize'> {
  readonly method: ResizeMethod;
  readonly height: number;
  readonly width: number;
  /** Whether a smaller image is filtered against aliasing; left out for false. No matter for `nearest` and `area`. */
  readonly antialias?: boolean;
}

/** Does nothing at inference time: dropout, for instance. */
export interface IdentityLayer extends LayerOf<'identity'> {}

export type Layer =
  | InputLayer
  | ConstantLayer
  | Conv2dLayer
  | DenseLayer
  | PoolLayer
  | ReduceLayer
  | BatchNormLayer
  | LayerNormLayer
  | AffineLayer
  | ActivationLayer
  | PreluLayer
  | SoftmaxLayer
  | ArithmeticLayer
  | ConcatLayer
  | MatmulLayer
  | SelectLayer
  | ReshapeLayer
  | TransposeLayer
  | PadLayer
  | SliceLayer
  | ResizeLayer
  | IdentityLayer;
