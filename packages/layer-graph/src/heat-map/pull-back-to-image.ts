import type { AppendedLayers } from '../appended-layers.js';
import type { Layer, ReduceLayer } from '../layer-graph.js';
import { withShape } from '../lazy-tensor.js';
import { sizeOf } from '../shape.js';
import type { Head } from './find-head.js';
import { type Jacobian, multiplyMatrix, scaleRows } from './jacobian.js';

/** How the logits change with an image of activations, through one of the layers that make a vector of it. */
export type ImageDerivative =
  /** The same at each pixel: (channels, classes). */
  | { readonly kind: 'everywhere'; readonly jacobian: Jacobian }
  /** At each pixel, scaled by the layer `mask`: (height, width, channels), which adds up to 1 over each channel. */
  | { readonly kind: 'masked'; readonly jacobian: Jacobian; readonly mask: string }
  /** (height * width * channels, classes), in row-major order. */
  | { readonly kind: 'elementwise'; readonly jacobian: Jacobian };

/**
 * The chain rule for a layer that makes a vector of an image.
 *
 * @param jacobian of the layer's value
 * @returns null for a layer whose derivative is not known here
 */
export function pullBackToImage(
  layer: Layer,
  jacobian: Jacobian,
  { head, layers }: { readonly head: Head; readonly layers: AppendedLayers },
): ImageDerivative | null {
  const [input = ''] = layer.inputs;
  const shape = head.shapeOf(input);
  const [height = 0, width = 0, channels = 0] = shape;
  const pooled = (operation: ReduceLayer['operation']): ImageDerivative | null => {
    if (jacobian.rows !== channels) return null;
    if (operation === 'sum') return { kind: 'everywhere', jacobian };
    if (operation === 'mean') {
      const share = Float32Array.of(1 / (height * width));
      return { kind: 'everywhere', jacobian: scaleRows(layers, jacobian, share) };
    }
    return {
      kind: 'masked',
      jacobian,
      mask: extremesOf(layers, operation, { image: input, extreme: layer.name }),
    };
  };
  switch (layer.kind) {
    case 'reduce':
      return layer.axes.join() === '0,1' ? pooled(layer.operation) : null;
    case 'pool': {
      const coversAll = layer.size[0] === height && layer.size[1] === width;
      return coversAll ? pooled(layer.operation === 'average' ? 'mean' : 'max') : null;
    }
    case 'reshape':
      return { kind: 'elementwise', jacobian };
    case 'conv2d': {
      // A window over the whole image is a dense layer behind a flattening.
      const { kernel, groups, activation } = layer;
      const coversAll = kernel.shape[0] === height && kernel.shape[1] === width && groups === 1;
      if (!coversAll || activation) return null;
      const weights = withShape(kernel, [sizeOf(shape), kernel.shape[3] ?? 0]);
      return { kind: 'elementwise', jacobian: multiplyMatrix(layers, weights, jacobian) };
    }
    default:
      return null;
  }
}

/** Where an image has its extremes over each channel: 1 there, or a share of 1 for each of several such pixels. */
function extremesOf(
  layers: AppendedLayers,
  operation: 'max' | 'min',
  { image, extreme }: { readonly image: string; readonly extreme: string },
): string {
  const [upper, lower] = operation === 'max' ? [extreme, image] : [image, extreme];
  const isOther = layers.activation('step', layers.arithmetic('subtract', upper, lower));
  const isExtreme = layers.affine(isOther, -1, 1);
  return layers.arithmetic('divide', isExtreme, layers.reduce('sum', isExtreme, [0, 1]));
}
