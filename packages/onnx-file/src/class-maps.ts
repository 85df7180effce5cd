import { invalidFile } from './faults.js';
import type { ClassWeights } from './find-head.js';
import { type FileNode, floatAttribute } from './read/node.js';
import { outputValue } from './value-names.js';
import { ELEMENT_TYPE, floatTensor, type OnnxNode, type OnnxValue, onnxModel } from './write/messages.js';
import type { Message } from './write/protobuf.js';

/** Places and channels of the activations, and the classes of the logits. */
export interface MapSizes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of the answer: two for a network of one logit. */
  readonly classes: number;
}

/** Reads a float constant of the network by its name; null for one that is computed, or of another type. */
export type ReadFloats = (name: string) => Float32Array | null;

/**
 * The share of each channel in each class's logit, (channels, classes): d logit / d activation of a head that takes the mean over all
 * places, then weights. Grad-CAM and HiResCAM are equal for such a head: a class activation map.
 * Selvaraju et al. 2017; Draelos, Carin 2020.
 *
 * @returns null where the weights are not plain float tensors of that size
 */
export function classShares(
  head: ClassWeights,
  sizes: MapSizes,
  readFloats: ReadFloats,
): Float32Array | null {
  const { height, width, channels, classes } = sizes;
  const weights = head.weights === null ? unitWeights(sizes) : readFloats(head.weights);
  const isWhole = weights?.length === channels * classes || (classes === 2 && weights?.length === channels);
  if (!weights || !isWhole) return null;
  const factors = head.norms.map((norm) => normFactors(norm, readFloats));
  if (factors.some((each) => each?.length !== channels)) return null;
  const rows = weights.length / channels;
  const shares = new Float32Array(channels * classes);
  for (let channel = 0; channel < channels; channel++) {
    let factor = head.factor / (height * width);
    for (const each of factors) factor *= each?.[channel] ?? 0;
    // A network of one logit says it of the second class.
    for (let row = 0; row < rows; row++) {
      const weight = weights[head.isTransposed ? row * channels + channel : channel * rows + row] ?? 0;
      shares[channel * classes + (classes - rows) + row] = factor * weight;
    }
  }
  return shares;
}

/** Where each channel is a class. */
function unitWeights({ channels, classes }: MapSizes): Float32Array | null {
  if (channels !== classes) return null;
  return Float32Array.from({ length: channels * classes }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
}

/** gamma / sqrt(variance + epsilon) */
function normFactors(norm: FileNode, readFloats: ReadFloats): Float32Array | null {
  const [gamma, variance] = [readFloats(norm.inputs[1] ?? ''), readFloats(norm.inputs[4] ?? '')];
  if (!gamma || gamma.length !== variance?.length) return null;
  const epsilon = floatAttribute(norm, 'epsilon') ?? 1e-5;
  return gamma.map((value, i) => value / Math.sqrt((variance[i] ?? 0) + epsilon));
}

/** The network of the heat maps: `@activations` (batch, height, width, channels) to `@gradCam` and `@hiResCam`. */
export function classMapsModel(
  shares: Float32Array,
  { height, width, channels, classes }: MapSizes,
): Message {
  if (shares.length !== channels * classes)
    throw invalidFile('expected a share of each channel in each class');
  const value = (name: string, last: number): OnnxValue => ({
    name,
    elementType: ELEMENT_TYPE.float32,
    dimensions: ['batch', height, width, last],
  });
  const node = (operator: string, name: string, ...inputs: string[]): OnnxNode => {
    return { operator, name, inputs, attributes: {} };
  };
  const activations = outputValue('activations');
  const gradCam = outputValue('gradCam');
  const hiResCam = outputValue('hiResCam');
  return onnxModel({
    nodes: [
      node('MatMul', '@maps', activations, '@shares'),
      node('Relu', gradCam, '@maps'),
      node('Identity', hiResCam, gradCam),
    ],
    initializers: [floatTensor('@shares', { shape: [channels, classes], data: shares })],
    inputs: [value(activations, channels)],
    outputs: [value(gradCam, classes), value(hiResCam, classes)],
  });
}
