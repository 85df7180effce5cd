import { isWeighted, type ResizeLayer, resizeWeights } from '@slc/layer-graph';
import type { Building } from '../building.js';
import type { Tensor, Tensor2D, Tensor4D } from '../tensorflow.js';

export function resizeFunction(layer: ResizeLayer, building: Building): (x: Tensor) => Tensor {
  if (isWeighted(layer)) return weigh(layer, building);
  const { method, height, width } = layer;
  const { image } = building.tf;
  // Every backend takes TensorFlow's pixel where a place lies between two.
  const resize = method === 'nearest' ? image.resizeNearestNeighbor : image.resizeBilinear;
  // Corners are not aligned: the centres of pixels are at halves.
  return (x) => resize(x as Tensor4D, [height, width], false, true);
}

/** The axis that changes is the last one meanwhile, so that one product serves all images. */
function weigh(layer: ResizeLayer, { tf, keep, shapeOf }: Building): (x: Tensor) => Tensor {
  const [oldHeight = 0, oldWidth = 0] = shapeOf(layer.inputs[0] ?? '');
  const kept = (oldSize: number, size: number) =>
    keep(resizeWeights(layer, { oldSize, size }).data, [size, oldSize]) as Tensor2D;
  const [downwards, across] = [kept(oldHeight, layer.height), kept(oldWidth, layer.width)];
  const alongLast = (x: Tensor, weights: Tensor2D) => {
    const [size = 0, oldSize = 0] = weights.shape;
    const rows = tf.reshape(x, [-1, oldSize]) as Tensor2D;
    return tf.reshape(tf.matMul(rows, weights, false, true), [...x.shape.slice(0, -1), size]);
  };
  return (x) => {
    // (batch, rows, channels, columns), then (batch, columns, channels, rows)
    const wide = alongLast(tf.transpose(x, [0, 1, 3, 2]), across);
    return tf.transpose(alongLast(tf.transpose(wide, [0, 3, 2, 1]), downwards), [0, 3, 1, 2]);
  };
}
