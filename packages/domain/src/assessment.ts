/** Whether an answer may be believed, and why not. */
export const VERDICTS = ['clear', 'undecided', 'unusable'] as const;

/** `undecided`: more than one class is plausible. `unusable`: the image is not one that the model can judge. */
export type Verdict = (typeof VERDICTS)[number];

/** What speaks against an answer. */
export const REASONS = [
  'several-classes',
  'views-disagree',
  'unlike-training',
  'blurred',
  'dark',
  'bright',
  'flat',
  'colourless',
  'small',
] as const;

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
