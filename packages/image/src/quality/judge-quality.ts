import type { QualityFigure, QualityReason } from '@slc/domain';
import type { QualityFigures } from './quality-figures.js';
import { QUALITY_LIMITS, type QualityLimits } from './quality-limits.js';

export interface JudgedQuality {
  /** One figure for each code that applies, in the order of `QUALITY_CODES`. */
  readonly quality: readonly QualityFigure[];
  /** In the order of `QUALITY_REASONS`; each makes an answer `unusable`. */
  readonly reasons: readonly QualityReason[];
}

/**
 * Compares a picture's figures with the limits.
 *
 * @param model `inputSide`: the shorter side of the model's input, in pixels. `isColour`: whether the input has three
 * channels; without them the figure `chroma` is left out and a picture is never `colourless`
 */
export function judgeQuality(
  figures: QualityFigures,
  { inputSide, isColour }: { readonly inputSide: number; readonly isColour: boolean },
  limits: QualityLimits = QUALITY_LIMITS,
): JudgedQuality {
  const { minSharpness, minBrightness, maxBrightness, maxClipped, minContrast, minChroma } = limits;
  const { sharpness, brightness, clipped, contrast, chroma, side } = figures;
  // Of brightness's two limits the nearer one is listed, which is the violated one where one is.
  const isNearerToDark = brightness < (minBrightness + maxBrightness) / 2;
  const quality: QualityFigure[] = [
    { code: 'sharpness', value: sharpness, limit: minSharpness },
    { code: 'brightness', value: brightness, limit: isNearerToDark ? minBrightness : maxBrightness },
    { code: 'clipped', value: clipped, limit: maxClipped },
    { code: 'contrast', value: contrast, limit: minContrast },
    { code: 'chroma', value: chroma, limit: minChroma },
    { code: 'side', value: side, limit: inputSide },
  ];
  const holds: readonly (readonly [QualityReason, boolean])[] = [
    ['blurred', sharpness < minSharpness],
    ['dark', brightness < minBrightness],
    ['bright', brightness > maxBrightness || clipped > maxClipped],
    ['flat', contrast < minContrast],
    ['colourless', isColour && chroma < minChroma],
    ['small', side < inputSide],
  ];
  return {
    quality: isColour ? quality : quality.filter(({ code }) => code !== 'chroma'),
    reasons: holds.flatMap(([reason, isHeld]) => (isHeld ? [reason] : [])),
  };
}
