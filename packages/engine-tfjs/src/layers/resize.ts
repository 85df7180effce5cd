import { isWeighted, nearestPlaces, type ResizeLayer, resizeWeights } from '@slc/layer-graph';
import type { Building } from '../building.js';
import type { Tensor, Tensor2D, Tensor4D } from '../tensorflow.js';

export function resizeFunction(layer: ResizeLayer, building: Building): (x: Tensor) => Tensor {
  const { tf } = building;
  const { method, height, width } = layer;
  if (method === 'nearest') return lookUp(layer, building);
  if (isWeighted(layer)) return weigh(layer, building);
  // Corners are not aligned: the centres of pixels are at halves.
  return (x) => tf.image.resizeBilinear(x as Tensor4D, [height, width], false, true);
}

/** Takes rows, then columns: backends choose other pixels than TensorFlow where a place lies between two. */
function lookUp(layer: ResizeLayer, { tf, keep, shapeOf }: Building): (x: Tensor) => Tensor {
  const { oldHeight, oldWidth, height, width } = sizesOf(layer, shapeOf);
  const rows = keep(Int32Array.from(nearestPlaces(oldHeight, height)), [height]) as never;
  const columns = keep(Int32Array.from(nearestPlaces(oldWidth, width)), [width]) as never;
  return (x) => tf.gather(tf.gather(x, rows, 1), columns, 2);
}

/** The axis that changes is the last one meanwhile, so that one product serves all images. */
function weigh(layer: ResizeLayer, { tf, keep, shapeOf }: Building): (x: Tensor) => Tensor {
  const { oldHeight, oldWidth, height, width } = sizesOf(layer, shapeOf);
  const kept = (oldSize: number, size: number) =>
    keep(resizeWeights(layer, { oldSize, size }).data, [size, oldSize]) as Tensor2D;
  const [downwards, across] = [kept(oldHeight, height), kept(oldWidth, width)];
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

function sizesOf({ inputs, height, width }: ResizeLayer, shapeOf: Building['shapeOf']) {
  const [oldHeight = 0, oldWidth = 0] = shapeOf(inputs[0] ?? '');
  return { oldHeight, oldWidth, height, width };
}
