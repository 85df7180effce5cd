import { type AxisWeights, WEIGHT_BITS } from './axis-weights.js';

/**
 * Weights of Pillow's BILINEAR along one axis (`precompute_coeffs` and `normalize_coeffs_8bpc` in
 * src/libImaging/Resample.c): a triangle of half width max(1, scale) source pixels round each target pixel's centre,
 * cut off at the image's edges, normalised in double precision and rounded to fixed point.
 */
export function triangleWeights(sourceSize: number, targetSize: number): AxisWeights {
  const scale = sourceSize / targetSize;
  const support = Math.max(scale, 1);
  const inverseSupport = 1 / support;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(targetSize);
  const counts = new Int32Array(targetSize);
  const weights = new Int32Array(targetSize * stride);
  const triangle = new Float64Array(stride);

  for (let target = 0; target < targetSize; target++) {
    const centre = (target + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const count = Math.min(Math.trunc(centre + support + 0.5), sourceSize) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = Math.max(1 - Math.abs((k + start - centre + 0.5) * inverseSupport), 0);
      triangle[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count; k++) {
      const share = (triangle[k] ?? 0) / sum;
      weights[target * stride + k] = Math.trunc(0.5 + share * (1 << WEIGHT_BITS));
    }
    starts[target] = start;
    counts[target] = count;
  }
  return { starts, counts, weights, stride };
}
