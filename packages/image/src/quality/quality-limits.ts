/** Outside these a picture cannot be judged. In the units of `QualityFigures`. */
export const QUALITY_LIMITS = {
  minSharpness: 0.002,
  minBrightness: 40,
  maxBrightness: 240,
  maxClipped: 0.5,
  minContrast: 4,
  minChroma: 4,
} as const;
