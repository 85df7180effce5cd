import {
  type FileNode,
  integerAttribute,
  integersAttribute,
  type OnnxFile,
  textAttribute,
} from '@slc/onnx-file';

/** How a convolution or a pooling goes over an image; each pair is of rows and columns. */
export interface SlidingWindow {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly groups: number;
  /** Above, on the left, below, on the right; `same`: as many as keep the size at a stride of one. */
  readonly pads: readonly number[] | 'same';
}

/** @returns null for a window that is not described in full */
export function windowOf(
  node: FileNode,
  { initializers }: Pick<OnnxFile, 'initializers'>,
): SlidingWindow | null {
  const weights = initializers.get(node.inputs[1] ?? '');
  const kernel = integersAttribute(node, 'kernel_shape') ?? weights?.dimensions.slice(2);
  if (kernel?.length !== 2 || integerAttribute(node, 'ceil_mode') === 1) return null;
  const automatic = textAttribute(node, 'auto_pad') ?? 'NOTSET';
  const pads = (automatic === 'NOTSET' && integersAttribute(node, 'pads')) || [0, 0, 0, 0];
  return {
    kernel,
    strides: integersAttribute(node, 'strides') ?? [1, 1],
    dilations: integersAttribute(node, 'dilations') ?? [1, 1],
    groups: integerAttribute(node, 'group') ?? 1,
    pads: automatic.startsWith('SAME') ? 'same' : pads,
  };
}

/** How large the result is along rows (0) or columns (1). */
export function slidOver(side: number, axis: 0 | 1, window: SlidingWindow): number {
  const { kernel, strides, dilations, pads } = window;
  const stride = strides[axis] ?? 1;
  if (pads === 'same') return Math.ceil(side / stride);
  const extent = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
  return Math.floor((side + (pads[axis] ?? 0) + (pads[axis + 2] ?? 0) - extent) / stride) + 1;
}

/** Whether it goes over every pixel, with a kernel of `side` x `side` pixels around it, and the result is as large as the image. */
export function isCentred({ kernel, strides, dilations, pads }: SlidingWindow, side: number): boolean {
  const margin = (side - 1) / 2;
  return (
    kernel.every((each) => each === side) &&
    [...strides, ...dilations].every((each) => each === 1) &&
    (pads === 'same' || pads.every((each) => each === margin))
  );
}
