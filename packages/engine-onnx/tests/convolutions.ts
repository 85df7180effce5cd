import type { Conv2dLayer, Layer, LayerGraph } from '@slc/layer-graph';
import { randomFloats, randomWeights } from '@slc/layer-graph/testing';

const ONE = { strides: [1, 1], dilation: [1, 1], groups: 1 } as const;
export const AROUND = { top: 1, bottom: 1, left: 1, right: 1 };
export const NONE = { top: 0, bottom: 0, left: 0, right: 0 };

/** A convolution of the layer before, with a kernel of `side` x `side` pixels. */
export function convolution(
  name: string,
  [side, inputs, outputs]: readonly [number, number, number],
  changes: Partial<Conv2dLayer> = {},
): Conv2dLayer {
  const kernel = randomWeights([side, side, inputs, outputs]);
  return {
    kind: 'conv2d',
    name,
    inputs: [],
    // So that values keep their size from layer to layer.
    kernel: {
      ...kernel,
      data: kernel.data.map((weight) => (weight * 1.5) / Math.sqrt(side * side * inputs)),
    },
    bias: randomFloats(outputs),
    activation: null,
    padding: side === 3 ? AROUND : NONE,
    ...ONE,
    ...changes,
  };
}

/** A network of images of 6 x `width` pixels, with 40 channels from its first layer on. Layers that name no inputs read the one before. */
export function network(width: number, ...layers: readonly Layer[]): LayerGraph {
  const all: Layer[] = [{ kind: 'input', name: 'image', inputs: [], shape: [6, width, 3] }];
  const scaled = { scale: Float32Array.of(2 / 255), offset: Float32Array.of(-1) };
  for (const layer of [
    { kind: 'affine', name: 'scaled', inputs: [], ...scaled } as Layer,
    convolution('wide', [1, 3, 40]),
    ...layers,
  ]) {
    all.push(layer.inputs.length > 0 ? layer : { ...layer, inputs: [all.at(-1)?.name ?? ''] });
  }
  return { layers: all, outputs: { logits: all.at(-1)?.name ?? '' } };
}
