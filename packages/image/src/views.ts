import type { ViewCount } from '@slc/domain';
import type { Pixels, Size } from './pixels.js';

/**
 * The views of a picture that the manifest's `preprocessing.views` names.
 *
 * @param image a square where `count` is 4 or 8
 * @returns `count` pictures, (height, width, 3), RGB. The first is the image's own memory.
 */
export function makeViews(image: Pixels, count: ViewCount): readonly Uint8Array[] {
  return [image.data, ...VIEWS[count].map((path) => readAlong(path(image), image))];
}

/**
 * How a view's pixels lie in the picture: pixel (y, x) of the view is pixel number `start + y * down + x * right` of the
 * picture, counted row by row.
 */
interface Path {
  readonly start: number;
  readonly down: number;
  readonly right: number;
}

/** Turned counter-clockwise 1, 2 and 3 times, as `numpy.rot90` does. */
const TURNED: readonly ((size: Size) => Path)[] = [
  ({ width }) => ({ start: width - 1, down: -1, right: width }),
  ({ width, height }) => ({ start: width * height - 1, down: -width, right: -1 }),
  ({ width, height }) => ({ start: width * (height - 1), down: 1, right: -width }),
];

/** Left and right exchanged, as `numpy.fliplr` does. */
const mirrored = ({ width }: Size): Path => ({ start: width - 1, down: width, right: -1 });

/** The mirror image, turned counter-clockwise 1, 2 and 3 times. */
const MIRRORED_AND_TURNED: readonly ((size: Size) => Path)[] = [
  ({ width }) => ({ start: 0, down: 1, right: width }),
  ({ width, height }) => ({ start: width * (height - 1), down: -width, right: 1 }),
  ({ width, height }) => ({ start: width * height - 1, down: -1, right: -width }),
];

/** What follows the picture itself. */
const VIEWS: Readonly<Record<ViewCount, readonly ((size: Size) => Path)[]>> = {
  1: [],
  2: [mirrored],
  4: TURNED,
  8: [...TURNED, mirrored, ...MIRRORED_AND_TURNED],
};

function readAlong({ start, down, right }: Path, { width, height, data }: Pixels): Uint8Array {
  const view = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = 3 * (start + y * down);
    for (let x = 0; x < width; x++, from += 3 * right) {
      view[to++] = data[from] ?? 0;
      view[to++] = data[from + 1] ?? 0;
      view[to++] = data[from + 2] ?? 0;
    }
  }
  return view;
}
