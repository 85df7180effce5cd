/** A decoded image: RGB, 8 bits a channel, rows from the top, no padding. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** (height, width, 3) */
  readonly data: Uint8Array;
}
