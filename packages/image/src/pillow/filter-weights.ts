import { type AxisWeights, WEIGHT_BITS, type WeighAxis } from './axis-weights.js';

/** A filter of Pillow's src/libImaging/Resample.c. */
export interface Filter {
  /** Its half width in target pixels, or in source pixels where a picture is enlarged. */
  readonly support: number;
  /** @param x distance from the centre, in the same unit */
  at(x: number): number;
}

export const TRIANGLE: Filter = { support: 1, at: (x) => Math.max(1 - Math.abs(x), 0) };

/** Keys's cubic with a = -0.5. */
export const CUBIC: Filter = {
  support: 2,
  at(x) {
    const a = -0.5;
    const distance = Math.abs(x);
    if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
    if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
    return 0;
  },
};

/** A sinc under the middle of a sinc three times as wide. */
export const LANCZOS: Filter = {
  support: 3,
  at: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/**
 * Weights of one of Pillow's filters (`precompute_coeffs` and `normalize_coeffs_8bpc` in src/libImaging/Resample.c): it is
 * as wide as the reduction needs, cut off at the image's edges, normalised in double precision and rounded to fixed point.
 */
export function filterWeights(filter: Filter): WeighAxis {
  return ({ sourceSize, targetSize, first, count: targets }): AxisWeights => {
    const scale = sourceSize / targetSize;
    const filterScale = Math.max(scale, 1);
    const support = filter.support * filterScale;
    const inverseScale = 1 / filterScale;
    const stride = Math.ceil(support) * 2 + 1;
    const starts = new Int32Array(targets);
    const counts = new Int32Array(targets);
    const weights = new Int32Array(targets * stride);
    const shape = new Float64Array(stride);

    for (let i = 0; i < targets; i++) {
      const centre = (first + i + 0.5) * scale;
      const start = Math.max(Math.trunc(centre - support + 0.5), 0);
      const count = Math.min(Math.trunc(centre + support + 0.5), sourceSize) - start;
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const weight = filter.at((k + start - centre + 0.5) * inverseScale);
        shape[k] = weight;
        sum += weight;
      }
      for (let k = 0; k < count; k++) {
        const share = ((shape[k] ?? 0) / sum) * (1 << WEIGHT_BITS);
        weights[i * stride + k] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
      }
      starts[i] = start;
      counts[i] = count;
    }
    return { starts, counts, weights, stride };
  };
}
