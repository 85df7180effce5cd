import { type Estimate, wilson } from '@slc/domain/light';

/** Images whose outlier score lies above a limit. */
export interface OutlierCounts {
  /** Above 1, the 95 % limit; those above the second limit too. */
  readonly undecided: number;
  /** Above the 99 % limit. */
  readonly unusable: number;
}

/** Shares of all images. */
export interface OutlierFigures {
  readonly undecided: Estimate;
  readonly unusable: Estimate;
}

/** Shares with Wilson intervals. @param images how many there are */
export function outlierFigures({ undecided, unusable }: OutlierCounts, images: number): OutlierFigures {
  return { undecided: wilson(undecided, images), unusable: wilson(unusable, images) };
}
