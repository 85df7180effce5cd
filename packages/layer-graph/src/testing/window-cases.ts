import {
  type Conv2dLayer,
  type Layer,
  type LayerGraph,
  NO_PADDING,
  type Padding2d,
  type Pair,
  type Shape,
  samePadding2d,
  shapesOf,
  sizeOf,
} from '../index.js';
import type { LayerCase } from './one-layer.js';
import { randomFloats, randomWeights } from './random-weights.js';

/**
 * Windows that move by more than a pixel over images that are not square: an axis can need padding, fit, or have pixels
 * left over after its last window, whatever the other axis does. The windows of every size and padding lie side by
 * side in one network, which gives all their values one after the other.
 */
export function windowCases(): readonly LayerCase[] {
  return Object.entries(KINDS).flatMap(([kind, layerOf]) =>
    STRIDES.flatMap((strides) =>
      IMAGES.map((image) => {
        const layers = sizesWithin(5).flatMap((size) =>
          Object.entries(paddings(image, size, strides)).map(([padding, rowsAndColumns]) => ({
            ...layerOf({ size, strides, padding: rowsAndColumns }),
            name: `${size.join(' x ')}, ${padding}`,
          })),
        );
        return {
          name: `${kind} by ${strides.join(' x ')} on ${image.slice(0, 2).join(' x ')}`,
          graph: sideBySide(image, layers),
        };
      }),
    ),
  );
}

interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: Padding2d;
}

const CHANNELS = 2;

/** Every remainder by 2 and by 3, on either axis. */
const IMAGES: readonly Shape[] = [
  [6, 11, CHANNELS],
  [7, 9, CHANNELS],
  [8, 7, CHANNELS],
];

const STRIDES: readonly Pair[] = [
  [2, 2],
  [3, 3],
  [2, 3],
  [3, 2],
];

const KINDS: Readonly<Record<string, (window: Window) => Layer>> = {
  conv2d: (window) => conv2d(window, { groups: 1, activation: null }),
  'conv2d with relu': (window) => conv2d(window, { groups: 1, activation: { kind: 'relu' } }),
  'depthwise conv2d': (window) => conv2d(window, { groups: CHANNELS, activation: null }),
  'max pool': (window) => pool(window, 'max'),
  'average pool': (window) => pool(window, 'average'),
};

function conv2d(
  { size, strides, padding }: Window,
  kind: Pick<Conv2dLayer, 'groups' | 'activation'>,
): Conv2dLayer {
  const outputs = 2 * CHANNELS;
  return {
    kind: 'conv2d',
    name: 'layer',
    inputs: ['scaled'],
    kernel: randomWeights([...size, CHANNELS / kind.groups, outputs]),
    bias: randomFloats(outputs),
    strides,
    dilation: [1, 1],
    padding,
    ...kind,
  };
}

function pool(window: Window, operation: 'max' | 'average'): Layer {
  return { kind: 'pool', name: 'layer', inputs: ['scaled'], operation, ...window };
}

/** No window lies wholly beyond the image. */
function paddings([height = 0, width = 0]: Shape, size: Pair, strides: Pair): Record<string, Padding2d> {
  const [rows, columns] = [Math.floor(size[0] / 2), Math.floor(size[1] / 2)];
  return {
    valid: NO_PADDING,
    same: samePadding2d([height, width], { size, strides }),
    'the same on all sides': { top: rows, bottom: rows, left: columns, right: columns },
    'above and to the right': { top: size[0] - 1, bottom: 0, left: 0, right: size[1] - 1 },
    'to the left alone': { top: 0, bottom: 0, left: size[1] - 1, right: 0 },
  };
}

function sizesWithin(length: number): readonly Pair[] {
  const lengths = Array.from({ length }, (_, i) => i + 1);
  return lengths.flatMap((height) => lengths.map((width): Pair => [height, width]));
}

function sideBySide(image: Shape, layers: readonly Layer[]): LayerGraph {
  const first: readonly Layer[] = [
    { kind: 'input', name: 'image', inputs: [], shape: image },
    {
      kind: 'affine',
      name: 'scaled',
      inputs: ['image'],
      scale: Float32Array.of(6 / 255),
      offset: Float32Array.of(-3),
    },
  ];
  const shapes = shapesOf({ layers: [...first, ...layers], outputs: { logits: 'scaled' } });
  const vectors = layers.map(
    ({ name }): Layer => ({
      kind: 'reshape',
      name: `${name}, as a vector`,
      inputs: [name],
      shape: [sizeOf(shapes.get(name) ?? [])],
    }),
  );
  const all: Layer = { kind: 'concat', name: 'all', inputs: vectors.map(({ name }) => name), axis: 0 };
  return { layers: [...first, ...layers, ...vectors, all], outputs: { logits: 'all' } };
}
