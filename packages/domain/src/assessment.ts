/** Whether an answer may be believed, and why not. */
export const VERDICTS = ['clear', 'undecided', 'unusable'] as const;

/** `undecided`: more than one class is plausible. `unusable`: the image is not one that the model can judge. */
export type Verdict = (typeof VERDICTS)[number];

/** Why a picture cannot be judged, whatever is on it. */
export const QUALITY_REASONS = ['blurred', 'dark', 'bright', 'flat', 'colourless', 'small'] as const;

/** What speaks against an answer. */
export const REASONS = ['several-classes', 'views-disagree', 'unlike-training', ...QUALITY_REASONS] as const;

export type QualityReason = (typeof QUALITY_REASONS)[number];
export type Reason = (typeof REASONS)[number];

/** What is measured of the decoded picture, in the region that the model sees. */
export const QUALITY_CODES = ['sharpness', 'brightness', 'clipped', 'contrast', 'chroma', 'side'] as const;

export type QualityCode = (typeof QUALITY_CODES)[number];

/** One figure of a picture's quality with the limit that it was compared with. */
export interface QualityFigure {
  readonly code: QualityCode;
  readonly value: number;
  readonly limit: number;
}

/** How far an answer may be believed. A part is null where the model has no measured limits for it. */
export interface Assessment {
  readonly verdict: Verdict;
  /** All that hold, in the order of `REASONS`; empty for a clear answer. */
  readonly reasons: readonly Reason[];
  /** The classes that are plausible, most probable first, at the share of images whose set should hold the true class. */
  readonly predictionSet: { readonly classes: readonly string[]; readonly coverage: number } | null;
  /** Above 1 an image is unlike those that the model was made for; above `unusableFrom` it cannot judge it. */
  readonly outlier: { readonly score: number; readonly unusableFrom: number } | null;
  /** Empty where the manifest says `"quality": false`. */
  readonly quality: readonly QualityFigure[];
  /** How many views of the picture have the same top class as their mean; null for one view. */
  readonly views: { readonly count: number; readonly agreeing: number } | null;
}

/** What a verdict rests on. */
export interface Grounds {
  /** By which the picture cannot be judged. */
  readonly quality: readonly QualityReason[];
  readonly hasSeveralPlausibleClasses: boolean;
  readonly views: Assessment['views'];
  readonly outlier: Assessment['outlier'];
}

/** The share of the views that have to have the answer's top class. */
const AGREEING_VIEWS = 3 / 4;

/**
 * `unusable`: the picture cannot be judged, by its quality or its outlier score. Else `undecided`: several classes are
 * plausible, the views disagree, or the picture is unlike those that the model was made for. Else `clear`. Every reason
 * that holds is named, whichever of them decided.
 */
export function judgeAnswer(grounds: Grounds): Pick<Assessment, 'verdict' | 'reasons'> {
  const { quality, hasSeveralPlausibleClasses, views, outlier } = grounds;
  const held = new Set<Reason>(quality);
  if (hasSeveralPlausibleClasses) held.add('several-classes');
  if (views && views.agreeing < AGREEING_VIEWS * views.count) held.add('views-disagree');
  if (outlier && outlier.score > 1) held.add('unlike-training');
  const isUnusable = quality.length > 0 || (outlier !== null && outlier.score > outlier.unusableFrom);
  return {
    verdict: isUnusable ? 'unusable' : held.size > 0 ? 'undecided' : 'clear',
    reasons: REASONS.filter((reason) => held.has(reason)),
  };
}
