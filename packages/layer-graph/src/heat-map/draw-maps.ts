import type { AppendedLayers } from '../appended-layers.js';
import type { Shape } from '../layer-graph.js';
import { withShape } from '../lazy-tensor.js';
import { NO_PADDING } from '../same-padding.js';
import { isSameShape, sizeOf } from '../shape.js';
import { addJacobians, type Jacobian, meanOfRows, scaleRows, tensorOf } from './jacobian.js';
import type { ImageDerivative } from './pull-back-to-image.js';

/** An image of activations, with how the logits change with it. */
export interface Explained {
  readonly activations: string;
  /** (height, width, channels) */
  readonly shape: Shape;
  readonly derivatives: readonly ImageDerivative[];
}

/** Names of layers: (height, width, classes) each. */
export type Maps = Readonly<Record<'gradCam' | 'hiResCam', string>>;

/**
 * Adds both maps of an image of activations A, from the derivatives g of the logits.
 * Grad-CAM: relu(sum over the channels of A times the mean of g over all pixels); Selvaraju et al. 2017.
 * HiResCAM: relu(sum over the channels of A times g, pixel by pixel); Draelos, Carin 2020.
 * Behind mean pooling, where g is the same at each pixel, both are one layer.
 */
export function drawMaps(layers: AppendedLayers, explained: Explained): Maps {
  const { derivatives } = explained;
  const means = derivatives.map((derivative) => meanOverPixels(layers, derivative, explained.shape));
  const mean = means.reduce((a, b) => addJacobians(layers, a, b));
  const gradCam = positive(layers, weighChannels(layers, explained, mean));
  if (derivatives.every(({ kind }) => kind === 'everywhere')) return { gradCam, hiResCam: gradCam };
  const sums = derivatives.map((derivative) => sumOverChannels(layers, explained, derivative));
  const hiResCam = sums.reduce((a, b) => layers.arithmetic('add', a, b));
  return { gradCam, hiResCam: positive(layers, hiResCam) };
}

/** (channels, classes) */
function meanOverPixels(layers: AppendedLayers, derivative: ImageDerivative, shape: Shape): Jacobian {
  const [height = 0, width = 0, channels = 0] = shape;
  const { jacobian } = derivative;
  switch (derivative.kind) {
    case 'everywhere':
      return jacobian;
    case 'masked':
      // The mask adds up to 1 over each channel.
      return scaleRows(layers, jacobian, Float32Array.of(1 / (height * width)));
    case 'elementwise':
      return meanOfRows(layers, jacobian, channels);
    default:
      return derivative satisfies never;
  }
}

/** (height, width, classes) */
function sumOverChannels(layers: AppendedLayers, explained: Explained, derivative: ImageDerivative): string {
  const { activations, shape } = explained;
  const [height = 0, width = 0, channels = 0] = shape;
  const { jacobian } = derivative;
  const { classes } = jacobian;
  switch (derivative.kind) {
    case 'everywhere':
      return weighChannels(layers, explained, jacobian);
    case 'masked': {
      const masked = layers.arithmetic('multiply', activations, derivative.mask);
      return weighChannels(layers, { activations: masked, shape }, jacobian);
    }
    case 'elementwise': {
      const pixels = height * width;
      const values = layers.reshape(activations, [pixels, channels, 1]);
      const gradients =
        jacobian.kind === 'computed'
          ? layers.reshape(jacobian.layer, [pixels, channels, classes])
          : layers.constant(withShape(tensorOf(jacobian), [pixels, channels, classes]));
      const sum = layers.reduce('sum', layers.arithmetic('multiply', values, gradients), [1]);
      return layers.reshape(sum, [height, width, classes]);
    }
    default:
      return derivative satisfies never;
  }
}

/** The same sum of channels at each pixel, one for each class. @param weights (channels, classes) */
function weighChannels(
  layers: AppendedLayers,
  { activations, shape }: Pick<Explained, 'activations' | 'shape'>,
  weights: Jacobian,
): string {
  const [height = 0, width = 0, channels = 0] = shape;
  const { classes } = weights;
  if (weights.kind === 'computed') {
    const pixels = layers.reshape(activations, [height * width, channels]);
    return layers.reshape(layers.matmul(pixels, weights.layer), [height, width, classes]);
  }
  return layers.add({
    kind: 'conv2d',
    inputs: [activations],
    kernel: withShape(tensorOf(weights), [1, 1, channels, classes]),
    bias: null,
    strides: [1, 1],
    dilation: [1, 1],
    groups: 1,
    padding: NO_PADDING,
    activation: null,
  });
}

/** What speaks for a class. */
function positive(layers: AppendedLayers, map: string): string {
  return layers.activation('relu', map);
}

/**
 * The mean of the maps of several backbones, each enlarged to the largest one's size. What an enlarged map says of one
 * pixel it says of several: its values are divided by their number, so that a map's sum stays what it was.
 */
export function meanOfMaps(
  layers: AppendedLayers,
  maps: readonly { readonly map: string; readonly shape: Shape }[],
): string {
  const [height = 0, width = 0] = largest(maps.map(({ shape }) => shape));
  const alike = maps.map(({ map, shape }) => {
    const share = sizeOf(shape.slice(0, 2)) / (height * width) / maps.length;
    const scaled = share === 1 ? map : layers.affine(map, share, 0);
    return enlarge(layers, scaled, { from: shape, to: [height, width] });
  });
  return alike.reduce((a, b) => layers.arithmetic('add', a, b));
}

/** The channels of several images side by side, each image enlarged to the largest one's size. */
export function joinImages(
  layers: AppendedLayers,
  images: readonly { readonly activations: string; readonly shape: Shape }[],
): string {
  const [only, ...others] = images;
  if (only && others.length === 0) return only.activations;
  const to = largest(images.map(({ shape }) => shape)).slice(0, 2);
  const inputs = images.map(({ activations, shape }) => enlarge(layers, activations, { from: shape, to }));
  return layers.add({ kind: 'concat', inputs, axis: 2 });
}

function enlarge(
  layers: AppendedLayers,
  image: string,
  { from, to }: { readonly from: Shape; readonly to: Shape },
): string {
  if (isSameShape(from.slice(0, 2), to)) return image;
  const [height = 0, width = 0] = to;
  return layers.add({ kind: 'resize', inputs: [image], method: 'bilinear', height, width });
}

/** Height and width at least those of each shape. */
function largest(shapes: readonly Shape[]): Shape {
  return [0, 1].map((axis) => Math.max(...shapes.map((shape) => shape[axis] ?? 0)));
}
