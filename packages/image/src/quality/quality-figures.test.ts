import { describe, expect, it } from 'vitest';
import { uniform } from '../../scripts/picture-defects.mjs';
import type { Pixels } from '../pixels.js';
import { measureQuality } from './quality-figures.js';

/** Soft blobs, a texture, an edge and, where asked for, some noise, in colour. */
function drawing(width: number, height: number, noise = 6): Pixels {
  const random = uniform(width + height);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const [u, v] = [x / width, y / height];
      const texture = 12 * Math.sin(70 * u) * Math.cos(60 * v);
      const blob =
        texture + 60 * Math.sin(9 * u) * Math.cos(7 * v) + (u + v > 1.1 ? 40 : 0) + noise * random();
      data.set([130 + blob, 110 + blob / 2, 80 + blob], at);
    }
  }
  return { width, height, data };
}

function plain(width: number, height: number, colour: readonly number[]): Pixels {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3] ?? 0),
  };
}

/** The mean over a square of side 1, times `scale`, of a channel of the picture as a function of places. */
function meanOver({ width, data }: Pixels, target: { x: number; y: number; scaleX: number; scaleY: number }) {
  const sums = [0, 0, 0];
  const { x, y, scaleX, scaleY } = target;
  for (let row = Math.floor(y * scaleY); row < (y + 1) * scaleY - 1e-9; row++) {
    for (let column = Math.floor(x * scaleX); column < (x + 1) * scaleX - 1e-9; column++) {
      const high = Math.min(row + 1, (y + 1) * scaleY) - Math.max(row, y * scaleY);
      const wide = Math.min(column + 1, (x + 1) * scaleX) - Math.max(column, x * scaleX);
      for (const [channel, sum] of sums.entries()) {
        const sample = data[(row * width + column) * 3 + channel] ?? 0;
        sums[channel] = sum + (sample * high * wide) / (scaleX * scaleY);
      }
    }
  }
  return sums;
}

/** The definitions, in floating point and without rounding. */
function figuresByDefinition(image: Pixels) {
  const scale = { scaleX: image.width / 256, scaleY: image.height / 256 };
  const colours = Array.from({ length: 256 * 256 }, (_, i) =>
    meanOver(image, { x: i % 256, y: Math.floor(i / 256), ...scale }),
  );
  const luma = colours.map(([red = 0, green = 0, blue = 0]) => 0.299 * red + 0.587 * green + 0.114 * blue);
  const brightness = mean(luma);
  const half = quartersOf(luma, 256);
  const quarter = quartersOf(half, 128);
  const fine = detailOf(half, 128, 0.9);
  const coarse = Math.sqrt(Math.max(0, detailOf(quarter, 64, 0.9) ** 2 - (0.65 * fine) ** 2));
  return {
    sharpness: Math.min(fine, 0.85 * coarse, 7 * detailOf(half, 128, 0.25)),
    brightness,
    clipped: mean(luma.map((value) => (value >= 250 ? 1 : 0))),
    contrast: Math.sqrt(mean(luma.map((value) => (value - brightness) ** 2))),
    chroma: mean(colours.map((colour) => Math.max(...colour) - Math.min(...colour))),
    side: Math.min(image.width, image.height),
  };
}

/** Each the mean of four. */
function quartersOf(luma: readonly number[], side: number): number[] {
  return Array.from({ length: (side / 2) ** 2 }, (_, i) => {
    const first = Math.floor(i / (side / 2)) * 2 * side + (i % (side / 2)) * 2;
    return mean([first, first + 1, first + side, first + side + 1].map((at) => luma[at] ?? 0));
  });
}

/** A quantile of the Laplacian's magnitude over the mean luma, of what is neither at the margin nor black nor white. */
function detailOf(luma: readonly number[], side: number, share: number): number {
  const counted = luma.flatMap((value, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    const isInside = Math.min(row, column) > 0 && Math.max(row, column) < side - 1;
    if (!isInside || value <= 10 || value >= 250) return [];
    const around = [i - 1, i + 1, i - side, i + side].map((at) => luma[at] ?? 0);
    return [{ value, detail: Math.abs(4 * mean(around) - 4 * value) }];
  });
  const details = counted.map(({ detail }) => detail).sort((a, b) => a - b);
  return (details[Math.ceil(details.length * share) - 1] ?? 0) / mean(counted.map(({ value }) => value));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the figures of a picture', () => {
  it.each([
    [450, 450],
    [224, 224],
    [700, 450],
    [40, 33],
  ])('are what their definitions give but for the rounding to bytes, at %i x %i', (width, height) => {
    const image = drawing(width, height);
    const got = measureQuality(image, { crop: 'none' });
    const expected = figuresByDefinition(image);
    // Each of the two passes rounds a channel by up to half a step: up to one step in the mean luma of a region.
    expect(Math.abs(got.brightness - expected.brightness)).toBeLessThan(0.1);
    expect(Math.abs(got.contrast - expected.contrast)).toBeLessThan(0.1);
    expect(Math.abs(got.chroma - expected.chroma)).toBeLessThan(0.2);
    expect(got.sharpness / expected.sharpness).toBeCloseTo(1, 1);
    expect(got.clipped).toBe(expected.clipped);
    expect(got.side).toBe(expected.side);
  });

  it('are exact for one colour', () => {
    expect(measureQuality(plain(300, 200, [200, 100, 50]), { crop: 'none' })).toEqual({
      sharpness: 0,
      brightness: expect.closeTo(124.2, 9),
      clipped: 0,
      contrast: 0,
      chroma: 150,
      side: 200,
    });
  });

  it('are of the region that the model sees', () => {
    const width = 300;
    const data = plain(width, 100, [255, 255, 255]).data;
    for (let y = 0; y < 100; y++) data.fill(40, (y * width + 100) * 3, (y * width + 200) * 3);
    const image = { width, height: 100, data };
    expect(measureQuality(image, { crop: 'centre-square' })).toMatchObject({
      brightness: 40,
      clipped: 0,
      side: 100,
    });
    expect(measureQuality(image, { crop: 'none' }).clipped).toBeCloseTo(2 / 3, 2);
  });

  it('hardly depend on the number of pixels of a picture', () => {
    const large = measureQuality(drawing(700, 700, 0), { crop: 'none' });
    const small = measureQuality(drawing(256, 256, 0), { crop: 'none' });
    expect(small.brightness).toBeCloseTo(large.brightness, 0);
    expect(small.contrast / large.contrast).toBeCloseTo(1, 1);
    expect(Math.abs(small.sharpness / large.sharpness - 1)).toBeLessThan(0.1);
  });

  it('are numbers for a black picture', () => {
    const black = measureQuality(plain(64, 64, [0, 0, 0]), { crop: 'none' });
    expect(black).toMatchObject({ sharpness: 0, brightness: 0, contrast: 0, chroma: 0 });
  });
});
