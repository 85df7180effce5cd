import type { SliceLayer } from '@slc/layer-graph';
import type { Building } from '../building.js';
import type { Tensor } from '../tensorflow.js';

/** A plain slice along axes whose step is 1, and a look-up of places along the others. */
export function sliceFunction(layer: SliceLayer, { tf, keep }: Building): (x: Tensor) => Tensor {
  const { start, size, step } = layer;
  const isPlain = step.map((n) => n === 1);
  const lookUps = step.flatMap((n, axis) => {
    if (n === 1) return [];
    const places = Int32Array.from({ length: size[axis] ?? 0 }, (_, i) => (start[axis] ?? 0) + i * n);
    return [{ axis: axis + 1, places: keep(places, [places.length]) }];
  });
  return (x) => {
    const from = start.map((n, axis) => (isPlain[axis] ? n : 0));
    const count = size.map((n, axis) => (isPlain[axis] ? n : (x.shape[axis + 1] ?? 0)));
    const sliced = tf.slice(x, [0, ...from], [x.shape[0] ?? 1, ...count]);
    return lookUps.reduce((value, { axis, places }) => tf.gather(value, places, axis), sliced);
  };
}
