import type { Size } from '@slc/domain';

export type { Size };

/** A decoded image: RGB, 8 bits a channel, rows from the top, no padding. */
export interface Pixels extends Size {
  /** (height, width, 3) */
  readonly data: Uint8Array;
}
