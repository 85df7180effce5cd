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
 * Outside these a picture cannot be judged. Each lies half-way between genuine dermoscopic images and the same images
 * with the fault that it is for, as scripts/choose-quality-limits.mjs finds it, rounded. The README says how often the
 * limits are exceeded.
 */
export const QUALITY_LIMITS: QualityLimits = {
  minSharpness: 0.024,
  minBrightness: 27,
  maxBrightness: 235,
  maxClipped: 0.25,
  minContrast: 3.3,
  minChroma: 3.5,
};
