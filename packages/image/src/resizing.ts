import { type Region, type Size, wholeImage } from '@slc/domain';
import type { Pixels } from './pixels.js';

/** What is resized, and which part of the result is wanted: no other pixel of it is computed. */
export interface Resizing {
  /** Of the image. */
  readonly from: Region;
  /** The size that `from` would have. */
  readonly to: Size;
  /** Of the result. */
  readonly window: Region;
}

/** @returns (window.height, window.width, 3) */
export type Resize = (image: Pixels, resizing: Resizing) => Pixels;

/** One axis of it. */
export interface ResizedAxis {
  readonly sourceSize: number;
  readonly targetSize: number;
  /** Of the target pixels that are wanted. */
  readonly first: number;
  readonly count: number;
}

export function resizeAll(from: Region, to: Size): Resizing {
  return { from, to, window: wholeImage(to) };
}

export function axesOf({
  from,
  to,
  window,
}: Resizing): Readonly<Record<'horizontal' | 'vertical', ResizedAxis>> {
  return {
    horizontal: { sourceSize: from.width, targetSize: to.width, first: window.left, count: window.width },
    vertical: { sourceSize: from.height, targetSize: to.height, first: window.top, count: window.height },
  };
}
