import type { Region } from '@slc/domain';
import type { AxisWeights } from './axis-weights.js';

/** A region of an image, with what each pixel of the result is made of, counted from the region's corner. */
export interface WeightedRegion {
  readonly region: Region;
  /** Along the rows. */
  readonly horizontal: AxisWeights;
  /** Along the columns. */
  readonly vertical: AxisWeights;
  /** Which pass comes first: its result is rounded to bytes, so the order counts. */
  readonly columnsFirst: boolean;
}
