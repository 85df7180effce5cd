import { QUALITY_CODES, type Reason } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { judgeQuality } from './judge-quality.js';
import type { QualityFigures } from './quality-figures.js';
import { QUALITY_LIMITS } from './quality-limits.js';

const GOOD: QualityFigures = {
  sharpness: 0.08,
  brightness: 150,
  clipped: 0,
  contrast: 25,
  chroma: 60,
  side: 450,
};
const MODEL = { inputSide: 192, isColour: true };

describe('the judgement of a picture by its figures', () => {
  it('finds nothing against a good picture, and lists every figure with its limit', () => {
    const { quality, reasons } = judgeQuality(GOOD, MODEL);
    expect(reasons).toEqual([]);
    expect(quality.map(({ code }) => code)).toEqual(QUALITY_CODES);
    expect(quality.map(({ code, value }) => [code, value])).toEqual(Object.entries(GOOD));
  });

  it.each<[Reason, Partial<QualityFigures>]>([
    ['blurred', { sharpness: QUALITY_LIMITS.minSharpness - 0.001 }],
    ['dark', { brightness: QUALITY_LIMITS.minBrightness - 0.1 }],
    ['bright', { brightness: QUALITY_LIMITS.maxBrightness + 0.1 }],
    ['bright', { clipped: QUALITY_LIMITS.maxClipped + 0.01 }],
    ['flat', { contrast: QUALITY_LIMITS.minContrast - 0.1 }],
    ['colourless', { chroma: QUALITY_LIMITS.minChroma - 0.1 }],
    ['small', { side: 191 }],
  ])('calls a picture %s beyond the limit of %o', (reason, figures) => {
    expect(judgeQuality({ ...GOOD, ...figures }, MODEL).reasons).toEqual([reason]);
  });

  it('lets a figure stand that is at its limit', () => {
    const { minSharpness, minBrightness, maxClipped, minContrast, minChroma } = QUALITY_LIMITS;
    const atLimits = {
      sharpness: minSharpness,
      brightness: minBrightness,
      clipped: maxClipped,
      contrast: minContrast,
      chroma: minChroma,
      side: 192,
    };
    expect(judgeQuality(atLimits, MODEL).reasons).toEqual([]);
  });

  it('gives all reasons that hold, in their order', () => {
    const black = { sharpness: 0, brightness: 0, clipped: 0, contrast: 0, chroma: 0, side: 40 };
    expect(judgeQuality(black, MODEL).reasons).toEqual(['blurred', 'dark', 'flat', 'colourless', 'small']);
  });

  it.each([
    [20, QUALITY_LIMITS.minBrightness],
    [100, QUALITY_LIMITS.minBrightness],
    [160, QUALITY_LIMITS.maxBrightness],
    [250, QUALITY_LIMITS.maxBrightness],
  ])('lists a brightness of %i with the nearer of its limits', (brightness, limit) => {
    const { quality } = judgeQuality({ ...GOOD, brightness }, MODEL);
    expect(quality).toContainEqual({ code: 'brightness', value: brightness, limit });
  });

  it('asks no colour of a picture for a model of grey ones', () => {
    const { quality, reasons } = judgeQuality({ ...GOOD, chroma: 0 }, { inputSide: 192, isColour: false });
    expect(reasons).toEqual([]);
    expect(quality.map(({ code }) => code)).not.toContain('chroma');
  });
});
