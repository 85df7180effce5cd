import { RESIZE_METHODS, type ResizeLayer } from '../index.js';
import { type LayerCase, one } from './one-layer.js';

/** From 6 x 7; and between sizes where a place lies exactly between two pixels, or float32 says that it nearly does. */
export function resizingCases(): readonly LayerCase[] {
  const sizes: Size[] = [
    [12, 21],
    [3, 4],
    [9, 7],
  ];
  const betweenPixels: [from: Size, to: Size][] = [
    [
      [48, 48],
      [31, 57],
    ],
    [
      [224, 4],
      [75, 141],
    ],
  ];
  return [
    ...RESIZE_METHODS.flatMap((method) => sizes.map((size) => resized(size, { method }))),
    ...RESIZE_METHODS.map((method) => resized([3, 4], { method, antialias: true })),
    ...betweenPixels.flatMap(([from, to]) =>
      (['nearest', 'area', 'gaussian'] as const).map((method) => resized(to, { method, from })),
    ),
  ];
}

type Size = readonly [height: number, width: number];

/** @param from the size that the image has before; its own where it is left out */
function resized(
  [height, width]: Size,
  { method, antialias, from }: Pick<ResizeLayer, 'method' | 'antialias'> & { readonly from?: Size },
): LayerCase {
  const kind = 'resize';
  const name = `resize ${from ? `${from.join(' x ')} ` : ''}to ${height} x ${width}, ${method}${antialias ? ', antialiased' : ''}`;
  const larger: ResizeLayer[] = from
    ? [{ kind, name: 'larger', inputs: ['scaled'], method: 'bilinear', height: from[0], width: from[1] }]
    : [];
  return one(name, ...larger, {
    kind,
    name: 'layer',
    inputs: [from ? 'larger' : 'scaled'],
    method,
    height,
    width,
    ...(antialias ? { antialias } : {}),
  });
}
