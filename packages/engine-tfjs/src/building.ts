import type { Shape } from '@slc/layer-graph';
import type { Tensor, TensorFlow } from './tensorflow.js';

/** One layer as a closure over its weights: the values of its inputs, batch first, to its own value. */
export type LayerFunction = (inputs: readonly Tensor[]) => Tensor;

/** The tools that a layer's closure is built with. */
export interface Building {
  readonly tf: TensorFlow;
  /** Puts weights on the device, where they stay as long as the network does. */
  keep(values: Float32Array | Int32Array, shape: Shape): Tensor;
  /** The shape of a layer's value, without the batch. */
  shapeOf(layerName: string): Shape;
  /** Whether a layer's value is the same for every image, and so has no batch. */
  isConstant(layerName: string): boolean;
}
