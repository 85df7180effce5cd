import { describe, expect, it } from 'vitest';
import { drawTrialPictures } from './trial-pictures.js';

const SIDES = [
  [8, 8],
  [64, 48],
  [256, 256],
  [384, 384],
] as const;

function figuresOf(picture: Uint8Array, channel: number) {
  const values = picture.filter((_, i) => i % 3 === channel).sort();
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    least: values[0],
    largest: values.at(-1),
    mean: Math.round(total / values.length),
  };
}

describe('pictures for a trial', () => {
  it.each(SIDES)('differ in what a network may measure over a batch: %d x %d', (height, width) => {
    const pictures = drawTrialPictures({ height, width });
    for (const picture of pictures) expect(picture).toHaveLength(height * width * 3);
    for (const channel of [0, 1, 2]) {
      const figures = pictures.map((picture) => figuresOf(picture, channel));
      for (const key of ['largest', 'mean'] as const) {
        expect(new Set(figures.map((each) => each[key]))).toHaveProperty('size', 3);
      }
      // One is within the range of both others, and neither of these within its.
      expect(figures[1]?.least).toBeGreaterThan(Math.max(figures[0]?.least ?? 0, figures[2]?.least ?? 0));
    }
  });

  it('have channels of their own', () => {
    for (const picture of drawTrialPictures({ height: 64, width: 48 })) {
      const figures = [0, 1, 2].map((channel) => JSON.stringify(figuresOf(picture, channel)));
      expect(new Set(figures).size).toBe(3);
    }
  });

  it('are the same each time', () => {
    const size = { height: 16, width: 16 };
    expect(drawTrialPictures(size)).toEqual(drawTrialPictures(size));
  });
});
