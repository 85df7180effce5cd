import { roundHalfToEven } from '@slc/domain';
import { interpolate, type Neighbours, type TwoRows } from '../interpolate.js';
import type { Pixels } from '../pixels.js';
import { axesOf, type ResizedAxis, type Resizing } from '../resizing.js';
import { meanOfBlocks } from './mean-of-blocks.js';
import { scaleOf } from './scale-of.js';

// OpenCV's bilinear interpolation of bytes in fixed point, equal to the bit (`resizeGeneric_` with `HResizeLinear` and
// `VResizeLinear` in modules/imgproc/src/resize.cpp). Without a filter against aliasing.

/** A weight of 1: INTER_RESIZE_COEF_SCALE. */
const ONE = 2048;

/** `cv2.resize(…, INTER_LINEAR)`, which takes the mean of four pixels where both sides are halved. */
export function resizeLinear(image: Pixels, resizing: Resizing): Pixels {
  const { from, to } = resizing;
  const isHalved = from.width === 2 * to.width && from.height === 2 * to.height;
  return isHalved
    ? meanOfBlocks(image, resizing, { across: 2, down: 2 })
    : resizeBetween(image, resizing, centredPosition);
}

/** `cv2.resize(…, INTER_AREA)` where a side is enlarged: as if pixels were areas of one colour, soft at the edges. */
export function enlargeAreas(image: Pixels, resizing: Resizing): Pixels {
  return resizeBetween(image, resizing, areaPosition);
}

/** Where a target pixel lies: after which source pixel, and how far from it to the next. */
interface Position {
  readonly index: number;
  /** 0..1, rounded to float32 as in the original. */
  readonly beyond: number;
}

type Place = (target: number, scale: number, inverseScale: number) => Position;

const centredPosition: Place = (target, scale) => {
  const position = Math.fround((target + 0.5) * scale - 0.5);
  const index = Math.floor(position);
  return { index, beyond: Math.fround(position - index) };
};

const areaPosition: Place = (target, scale, inverseScale) => {
  const index = Math.floor(target * scale);
  const beyond = Math.fround(target + 1 - (index + 1) * inverseScale);
  return { index, beyond: beyond <= 0 ? 0 : Math.fround(beyond - Math.floor(beyond)) };
};

function resizeBetween(image: Pixels, resizing: Resizing, place: Place): Pixels {
  const { horizontal, vertical } = axesOf(resizing);
  return interpolate(image, resizing, {
    horizontal: neighbours(horizontal, (target, scale, inverseScale) => {
      const { index, beyond } = place(target, scale, inverseScale);
      if (index < 0) return { index: 0, beyond: 0 };
      const last = horizontal.sourceSize - 1;
      return index < last ? { index, beyond } : { index: last, beyond: 0 };
    }),
    // Along the columns the weights stay as they are beyond the edge, where both rows are the same one.
    vertical: neighbours(vertical, place),
    join: inFixedPoint,
  });
}

function neighbours(axis: ResizedAxis, place: Place): Neighbours {
  const { scale, inverseScale } = scaleOf(axis);
  const positions = Array.from({ length: axis.count }, (_, i) => place(axis.first + i, scale, inverseScale));
  const clipped = (index: number) => Math.min(Math.max(index, 0), axis.sourceSize - 1);
  return {
    first: Int32Array.from(positions, ({ index }) => clipped(index)),
    second: Int32Array.from(positions, ({ index }) => clipped(index + 1)),
    firstWeights: Float64Array.from(positions, ({ beyond }) =>
      roundHalfToEven(Math.fround(1 - beyond) * ONE),
    ),
    secondWeights: Float64Array.from(positions, ({ beyond }) => roundHalfToEven(beyond * ONE)),
  };
}

/** Of 22 bits after the point 4 are dropped before the product, 16 after it; the last two are rounded. */
function inFixedPoint({ above, below, aboveWeight, belowWeight }: TwoRows, target: Uint8Array): void {
  for (let i = 0; i < target.length; i++) {
    const upper = (((above[i] ?? 0) >> 4) * aboveWeight) >> 16;
    const lower = (((below[i] ?? 0) >> 4) * belowWeight) >> 16;
    target[i] = (upper + lower + 2) >> 2;
  }
}
