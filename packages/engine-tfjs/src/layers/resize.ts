import type { ResizeLayer } from '@slc/layer-graph';
import type { Building } from '../building.js';
import type { Tensor, Tensor4D } from '../tensorflow.js';

const ALIGN_CORNERS = false;
const HALF_PIXEL_CENTRES = true;

export function resizeFunction(
  { method, height, width }: ResizeLayer,
  { tf }: Building,
): (x: Tensor) => Tensor {
  const resize = method === 'nearest' ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
  return (x) => resize(x as Tensor4D, [height, width], ALIGN_CORNERS, HALF_PIXEL_CENTRES);
}
