import { type Assessment, judgeAnswer, type QualityReason, type Verdict } from '@slc/domain';
import type { HeldOutOutliers } from './outliers/calibrate-outliers.js';

/** What does not depend on the fits, of n images. */
export interface ObservedImages {
  /** (n), by what each picture cannot be judged. */
  readonly quality: readonly (readonly QualityReason[])[];
  /** (n) */
  readonly views: readonly Assessment['views'][];
}

/** What the fits say of n images that they had not seen. */
export interface HeldOutLimits {
  /** (n, K), 1 where the image's prediction set holds the class, else 0. */
  readonly members: Uint8Array;
  /** Null where no detector was fitted. */
  readonly outliers: Pick<HeldOutOutliers, 'scores' | 'unusableFrom'> | null;
}

/** @returns (n), the verdict that each image would get from what was fitted without it */
export function heldOutVerdicts(
  { quality, views }: ObservedImages,
  { members, outliers }: HeldOutLimits,
): Verdict[] {
  const width = members.length / quality.length;
  return quality.map((reasons, image) => {
    const set = members.subarray(image * width, (image + 1) * width);
    const score = outliers?.scores[image];
    const unusableFrom = outliers?.unusableFrom[image];
    return judgeAnswer({
      quality: reasons,
      hasSeveralPlausibleClasses: set.filter(Boolean).length > 1,
      views: views[image] ?? null,
      outlier: score === undefined || unusableFrom === undefined ? null : { score, unusableFrom },
    }).verdict;
  });
}
