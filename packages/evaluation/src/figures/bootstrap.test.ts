import { expect, it } from 'vitest';
import { bootstrap } from './bootstrap.js';

const groups = Int32Array.of(7, 7, -3, 7, 12);
const resampling = { groups, draws: 500, seed: 3 };

it('draws images of one group together, and as many groups as there are', () => {
  bootstrap((weights) => {
    const [a, b, c, d, e] = weights;
    expect([b, d]).toEqual([a, a]);
    expect((a ?? 0) + (c ?? 0) + (e ?? 0)).toBe(3);
    return null;
  }, resampling);
});

it('gives the same intervals for a seed, and others for another seed', () => {
  const mean = (weights: Int32Array) => (weights[0] ?? 0) + 1 / (1 + (weights[4] ?? 0));
  expect(bootstrap(mean, resampling)).toEqual(bootstrap(mean, resampling));
  const values = Float64Array.from({ length: 100 }, (_, image) => image ** 2);
  const sum = (weights: Int32Array) =>
    weights.reduce((total, w, image) => total + w * (values[image] ?? 0), 0);
  const hundred = { groups: Int32Array.from(values.keys()), draws: 100 };
  expect(bootstrap(sum, { ...hundred, seed: 1 })).not.toEqual(bootstrap(sum, { ...hundred, seed: 2 }));
});

it('leaves out draws that do not define a figure, and a figure that the images do not define', () => {
  const share = (weights: Int32Array) => (weights[2] === 0 ? null : 1);
  expect(bootstrap((weights) => ({ share: share(weights), nothing: null }), resampling)).toEqual({
    share: { value: 1, low: 1, high: 1 },
    nothing: null,
  });
});
