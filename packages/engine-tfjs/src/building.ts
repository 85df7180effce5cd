import type { Shape } from '@slc/layer-graph';
import type { Tensor, TensorFlow } from './tensorflow.js';

/** One layer as a closure over its weights: the values of its inputs, batch first, to its own value. */
export type LayerFunction = (inputs: readonly Tensor[]) => Tensor;

/** What layers are built with. */
export interface Building {
  readonly tf: TensorFlow;
  /** Puts weights on the device, where they stay as long as the network does. */
  keep(values: Float32Array | Int32Array, shape: Shape): Tensor;
  /** The shape of a layer's value, without the batch. */
  shapeOf(layerName: string): Shape;
  /** Whether a layer's value has no batch, because it is the same for every image. */
  isConstant(layerName: string): boolean;
}
