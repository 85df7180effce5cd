import type { AffineLayer, Layer, LayerGraph, Shape } from '../index.js';

/** A small network with random weights. */
export interface LayerCase {
  readonly name: string;
  readonly graph: LayerGraph;
}

const IMAGE_SHAPE: Shape = [6, 7, 3];

/** From -3 to 3: activations have their bends there. */
export const SCALED: AffineLayer = {
  kind: 'affine',
  name: 'scaled',
  inputs: ['image'],
  scale: Float32Array.of(6 / 255),
  offset: Float32Array.of(-3),
};

export const FLAT: Layer = { kind: 'reshape', name: 'flat', inputs: ['scaled'], shape: [126] };

/** The layers after `scaled`; the last one is the output. */
export function one(name: string, ...layers: readonly Layer[]) {
  const input: Layer = { kind: 'input', name: 'image', inputs: [], shape: IMAGE_SHAPE };
  return {
    name,
    graph: { layers: [input, SCALED, ...layers], outputs: { logits: layers.at(-1)?.name ?? '' } },
  };
}
