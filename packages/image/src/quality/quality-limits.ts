/** In the units of `QualityFigures`. */
export interface QualityLimits {
  readonly minSharpness: number;
  readonly minBrightness: number;
  readonly maxBrightness: number;
  readonly maxClipped: number;
  readonly minContrast: number;
  readonly minChroma: number;
}

/**
 * Outside these a picture cannot be judged. Sharpness has the limit below which one genuine dermoscopic image in 200 is; each
 * other one lies half-way between genuine images and the same images with the fault that it is for. Found by
 * scripts/choose-quality-limits.mjs, and rounded. The README says how often the limits are exceeded.
 */
export const QUALITY_LIMITS: QualityLimits = {
  minSharpness: 0.027,
  minBrightness: 27,
  maxBrightness: 235,
  maxClipped: 0.25,
  minContrast: 3.3,
  minChroma: 3.5,
};
