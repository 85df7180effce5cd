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

/** A reason that lies in the picture, not in the answer. */
export type FaultOfPicture = QualityReason | 'unlike-training';

/** What is measured of the decoded picture, in the region that the model sees. */
export const QUALITY_CODES = ['sharpness', 'brightness', 'clipped', 'contrast', 'chroma', 'side'] as const;

export type QualityCode = (typeof QUALITY_CODES)[number];

/** One figure of a picture's quality with the limit that it was compared with. */
export interface QualityFigure {
  readonly code: QualityCode;
  readonly value: number;
  readonly limit: number;
}

/** Whether a figure should be at least its limit, or at most. */
export function boundOf({ code, limit }: Pick<QualityFigure, 'code' | 'limit'>): 'least' | 'most' {
  // Brightness, 0..255, has two limits and is listed with the nearer one: the lower one lies in the dark half.
  if (code === 'brightness') return limit < 128 ? 'least' : 'most';
  return code === 'clipped' ? 'most' : 'least';
}

export function isWithinLimit(figure: QualityFigure): boolean {
  const { value, limit } = figure;
  return boundOf(figure) === 'least' ? value >= limit : value <= limit;
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
  /** By which the picture cannot be judged; null where measuring it was left out, so that nothing can be clear. */
  readonly quality: readonly QualityReason[] | null;
  readonly hasSeveralPlausibleClasses: boolean;
  readonly views: Assessment['views'];
  readonly outlier: Assessment['outlier'];
}

/** The share of the views that have to have the answer's top class. */
export const AGREEING_VIEWS = 3 / 4;

/**
 * `unusable`: the picture cannot be judged, by its quality or its outlier score. Else `undecided`: several classes are
 * plausible, the views disagree, or the picture is unlike those that the model was made for. Else `clear`. Every reason
 * that holds is named, whichever of them decided.
 */
export function judgeAnswer(grounds: Grounds): Pick<Assessment, 'verdict' | 'reasons'> {
  const { quality, hasSeveralPlausibleClasses, views, outlier } = grounds;
  const held = new Set<Reason>(quality ?? []);
  if (hasSeveralPlausibleClasses) held.add('several-classes');
  if (views && views.agreeing < AGREEING_VIEWS * views.count) held.add('views-disagree');
  if (outlier && outlier.score > 1) held.add('unlike-training');
  const isUnusable =
    (quality !== null && quality.length > 0) || (outlier !== null && outlier.score > outlier.unusableFrom);
  const isClear = quality !== null && held.size === 0;
  return {
    verdict: isUnusable ? 'unusable' : isClear ? 'clear' : 'undecided',
    reasons: REASONS.filter((reason) => held.has(reason)),
  };
}

export function isFaultOfPicture(reason: Reason): reason is FaultOfPicture {
  return reason !== 'several-classes' && reason !== 'views-disagree';
}

/**
 * The reasons in the order in which a reader should hear them: first what is wrong with the picture, and of that first what
 * makes it unusable. For an unusable one that is all: what speaks against an answer that means nothing would read as if it
 * were the trouble.
 */
export function reasonsToTell({
  verdict,
  reasons,
  outlier,
}: Pick<Assessment, 'verdict' | 'reasons' | 'outlier'>) {
  // By its quality it cannot be judged at all; by its outlier score only above the second limit.
  const isAside = (reason: Reason) =>
    reason === 'unlike-training' && outlier !== null && outlier.score <= outlier.unusableFrom;
  const faults = reasons.filter(isFaultOfPicture).toSorted((a, b) => Number(isAside(a)) - Number(isAside(b)));
  const others = reasons.filter((reason) => !isFaultOfPicture(reason));
  return { faults, others: verdict === 'unusable' ? [] : others };
}
