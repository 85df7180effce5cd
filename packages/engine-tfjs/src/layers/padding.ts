import { type Padding2d, type Pair, type Shape, samePadding2d } from '@slc/layer-graph';
import type { Tensor4D, TensorFlow } from '../tensorflow.js';

/** How a window operation gets its padding: by a word that every backend knows, or from rows and columns put on before. */
export interface PaddingPlan {
  readonly word: 'same' | 'valid';
  /** Null where there is nothing to put on. */
  readonly rowsAndColumns: Padding2d | null;
}

interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
}

/**
 * TensorFlow's own words where they mean the same: they are fast, and the only padding of some kernels of the native
 * library. @param image (height, width, channels)
 */
export function planPadding(
  padding: Padding2d,
  image: Shape,
  { size, strides, dilation }: Window,
): PaddingPlan {
  if (isEqual(padding, { top: 0, bottom: 0, left: 0, right: 0 }))
    return { word: 'valid', rowsAndColumns: null };
  const [height = 0, width = 0] = image;
  if (isEqual(padding, samePadding2d([height, width], size, strides, dilation))) {
    return { word: 'same', rowsAndColumns: null };
  }
  return { word: 'valid', rowsAndColumns: padding };
}

export function padImage(tf: TensorFlow, x: Tensor4D, padding: Padding2d | null, value = 0): Tensor4D {
  if (!padding) return x;
  const { top, bottom, left, right } = padding;
  return tf.pad(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
}

function isEqual(a: Padding2d, b: Padding2d): boolean {
  return a.top === b.top && a.bottom === b.bottom && a.left === b.left && a.right === b.right;
}
