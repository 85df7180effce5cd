import type { Preprocessing } from './manifest.js';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in pixels. */
export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** What decides which part of a picture a model sees. */
export type Framing = Pick<Preprocessing, 'shorterSideTo' | 'crop'>;

export function wholeImage({ width, height }: Size): Region {
  return { left: 0, top: 0, width, height };
}

export function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** The size to which a picture is brought before the crop; the longer side as torchvision's `Resize` rounds it: down. */
export function sizeBeforeCrop({ width, height }: Size, { shorterSideTo }: Framing): Size {
  if (shorterSideTo == null) return { width, height };
  const longer = Math.trunc((shorterSideTo * Math.max(width, height)) / Math.min(width, height));
  return width <= height
    ? { width: shorterSideTo, height: longer }
    : { width: longer, height: shorterSideTo };
}

/**
 * The part that a crop keeps.
 *
 * @returns a region that begins before the picture and ends after it along a side that is shorter than `centre`
 */
export function cropRegion(image: Size, crop: Preprocessing['crop']): Region {
  if (crop === 'none') return wholeImage(image);
  const [left, width] = keptAlong(image.width, image, crop);
  const [top, height] = keptAlong(image.height, image, crop);
  return { left, top, width, height };
}

/** @returns where it begins and how long it is */
function keptAlong(
  length: number,
  { width, height }: Size,
  crop: Exclude<Preprocessing['crop'], 'none'>,
): readonly [number, number] {
  if (crop === 'centre-square') {
    const side = Math.min(width, height);
    // When the margins differ by one pixel, left and top are the smaller.
    return [Math.floor((length - side) / 2), side];
  }
  if ('centre' in crop) {
    const rest = length - crop.centre;
    return [crop.rounded === 'down' ? Math.floor(rest / 2) : torchvisionMargin(rest), crop.centre];
  }
  // As tf.image.central_crop: the margin is rounded down, and is the same on both sides.
  const margin = Math.trunc((length - length * crop.centreFraction) / 2);
  return [margin, length - 2 * margin];
}

/**
 * `center_crop` of torchvision/transforms/functional.py: half of what is left over, a half rounded to the even number. Where the
 * picture is shorter than the crop, black comes before it: half of what is missing, rounded down.
 */
function torchvisionMargin(rest: number): number {
  return rest < 0 ? 0 - Math.floor(-rest / 2) : roundHalfToEven(rest / 2);
}

/** As Python's `round` and C's `rint`. @param value 0 to 2^51 */
export function roundHalfToEven(value: number): number {
  // At 2^52 a double has no digits after the point, and its last bit is rounded like this.
  return value + 2 ** 52 - 2 ** 52;
}

/** The part of a picture, in its own pixels, that a model with this framing sees: fractions where it was resized first. */
export function seenRegion(image: Size, framing: Framing): Region {
  return inOwnPixels(image, framing, (start, end, side) => [Math.max(start, 0), Math.min(end, side)]);
}

/** The same with what lies beyond a picture that is smaller than the crop: the whole of a network's input. */
export function framedRegion(image: Size, framing: Framing): Region {
  return inOwnPixels(image, framing, (start, end) => [start, end]);
}

/** @param kept what of a crop along a side counts: from where to where */
function inOwnPixels(
  image: Size,
  framing: Framing,
  kept: (start: number, end: number, side: number) => readonly [number, number],
): Region {
  const resized = sizeBeforeCrop(image, framing);
  const crop = cropRegion(resized, framing.crop);
  // A multiple of the side divided by it is exact, so that a crop that reaches an end does so here too.
  const along = (side: 'width' | 'height', start: number) => {
    const ends = kept(start, start + crop[side], resized[side]);
    const [from = 0, to = 0] = ends.map((end) => (end * image[side]) / resized[side]);
    return [from, to - from] as const;
  };
  const [left, width] = along('width', crop.left);
  const [top, height] = along('height', crop.top);
  return { left, top, width, height };
}
