import { NO_PADDING, type Padding2d, type Pair, type Shape, samePadding2d } from '@slc/layer-graph';
import type { Tensor, Tensor4D, TensorFlow } from '../tensorflow.js';

/** How a window operation gets its padding: by a word that every backend knows, or by rows and columns added before. */
export interface PaddingPlan {
  readonly word: 'same' | 'valid';
  /** Null where none are added. */
  readonly rowsAndColumns: Padding2d | null;
}

interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
}

/**
 * Chooses TensorFlow's own words where they mean the same on every backend: they are fast, and some kernels of the native
 * library have no other padding. @param image (height, width, channels)
 */
export function planPadding(padding: Padding2d, image: Shape, window: Window): PaddingPlan {
  if (isEqual(padding, NO_PADDING)) return { word: 'valid', rowsAndColumns: null };
  const [height = 0, width = 0] = image;
  const same = samePadding2d([height, width], window);
  const isSame =
    isEqual(padding, same) && !leavesPixels(height, window, 0) && !leavesPixels(width, window, 1);
  return isSame ? { word: 'same', rowsAndColumns: null } : { word: 'valid', rowsAndColumns: padding };
}

/**
 * Whether the windows of 'same' end before an axis does. WebAssembly's convolutions then compute wrong values: the
 * padding that they compute is below zero, in unsigned numbers.
 * Source: github.com/google/XNNPACK/pull/10655, github.com/tensorflow/tfjs/issues/6629
 */
function leavesPixels(length: number, { size, strides, dilation }: Window, axis: 0 | 1): boolean {
  const lastWindowAt = (Math.ceil(length / strides[axis]) - 1) * strides[axis];
  return lastWindowAt + (size[axis] - 1) * dilation[axis] + 1 < length;
}

/** Adds rows and columns of `value` around an image. */
export function paddingFunction(
  tf: TensorFlow,
  rowsAndColumns: Padding2d | null,
  value = 0,
): (x: Tensor) => Tensor4D {
  if (!rowsAndColumns) return (x) => x as Tensor4D;
  const { top, bottom, left, right } = rowsAndColumns;
  const paddings: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return (x) => tf.pad(x as Tensor4D, paddings, value);
}

function isEqual(a: Padding2d, b: Padding2d): boolean {
  return a.top === b.top && a.bottom === b.bottom && a.left === b.left && a.right === b.right;
}
