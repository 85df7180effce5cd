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
 * Outside these a picture cannot be judged. Each lies half-way between genuine dermoscopic images and images with the
 * fault that it is for, as scripts/choose-quality-limits.mjs finds them, rounded. The README tells how often they are
 * exceeded.
 */
export const QUALITY_LIMITS: QualityLimits = {
  minSharpness: 0.022,
  minBrightness: 28,
  maxBrightness: 235,
  maxClipped: 0.2,
  minContrast: 3.3,
  minChroma: 3.6,
};
