import type { SlcError } from '@slc/domain';
import type { Layer } from '@slc/layer-graph';

/** Omits from each member of a union by itself. */
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** A graph layer without its name and inputs, which the builder gives it. */
export type NewLayer = Without<Layer, 'name' | 'inputs'>;

/**
 * A layer as the graph has it where each image has several rows of Keras's batch. They lie along an axis before all
 * others, which no layer works on.
 *
 * @param layer as it is on one row
 * @param refusal makes the error for a layer that cannot have one more axis
 */
export function withRows(layer: NewLayer, rows: number, refusal: (message: string) => SlcError): NewLayer {
  if (rows === 1) return layer;
  const shift = (axes: readonly number[]) => axes.map((axis) => axis + 1);
  switch (layer.kind) {
    case 'reshape':
      return { ...layer, shape: [rows, ...layer.shape] };
    case 'transpose':
      return { ...layer, permutation: [0, ...shift(layer.permutation)] };
    case 'reduce':
      return { ...layer, axes: shift(layer.axes) };
    case 'concat':
      return { ...layer, axis: layer.axis + 1 };
    case 'pad':
      return { ...layer, before: [0, ...layer.before], after: [0, ...layer.after] };
    case 'slice':
      return {
        ...layer,
        start: [0, ...layer.start],
        size: [rows, ...layer.size],
        step: [1, ...layer.step],
      };
    case 'conv2d':
    case 'pool':
    case 'resize':
    case 'prelu':
      throw refusal('expected one picture an image; the batch has several parts of each, such as windows');
    default:
      // These work along the last axes, or on each number by itself.
      return layer;
  }
}
