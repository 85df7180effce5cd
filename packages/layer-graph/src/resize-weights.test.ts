import { describe, expect, it } from 'vitest';
import { nearestPlaces, outputShapeOf, type ResizeMethod, resizeWeights } from './index.js';

/** `tf.image.resize(numpy.eye(oldSize), method, antialias)` of TensorFlow 2.15.1, to six places: (size, oldSize). */
const OF_TENSORFLOW: readonly (readonly [ResizeMethod, boolean, number, number, readonly number[]])[] = [
  [
    'bilinear',
    true,
    5,
    3,
    [0.571429, 0.428571, 0, 0, 0, 0, 0.222222, 0.555556, 0.222222, 0, 0, 0, 0, 0.428571, 0.571428],
  ],
  [
    'bicubic',
    false,
    5,
    3,
    [0.724491, 0.309941, -0.034432, 0, 0, 0, 0, 1, 0, 0, 0, 0, -0.034432, 0.309941, 0.724491],
  ],
  [
    'bicubic',
    false,
    3,
    4,
    [
      1.052239, -0.052239, 0, 0.373246, 0.696913, -0.070159, -0.070159, 0.696913, 0.373246, 0, -0.052239,
      1.052239,
    ],
  ],
  [
    'bicubic',
    true,
    5,
    3,
    [
      0.584615, 0.446154, 0, -0.030769, 0, -0.037209, 0.246512, 0.581395, 0.246512, -0.037209, 0, -0.030769,
      0, 0.446154, 0.584615,
    ],
  ],
  ['area', false, 5, 3, [0.6, 0.4, 0, 0, 0, 0, 0.2, 0.6, 0.2, 0, 0, 0, 0, 0.4, 0.6]],
  ['area', false, 3, 4, [1, 0, 0, 0.333333, 0.666667, 0, 0, 0.666667, 0.333333, 0, 0, 1]],
  [
    'lanczos3',
    false,
    5,
    3,
    [0.729769, 0.342879, -0.084051, 0.011403, 0, 0, 0, 1, 0, 0, 0, 0.011403, -0.084052, 0.34288, 0.729769],
  ],
  [
    'lanczos3',
    false,
    3,
    4,
    [
      1.071068, -0.093594, 0.022526, 0.414991, 0.724651, -0.139642, -0.139642, 0.724651, 0.414991, 0.022526,
      -0.093594, 1.071068,
    ],
  ],
  [
    'lanczos3',
    true,
    5,
    3,
    [
      0.588254, 0.465508, 0, -0.071139, 0.017377, -0.069087, 0.276347, 0.585479, 0.276347, -0.069087,
      0.017377, -0.071139, 0, 0.465508, 0.588254,
    ],
  ],
  [
    'lanczos5',
    false,
    5,
    3,
    [
      0.731176, 0.357599, -0.121824, 0.054648, -0.021599, 0, 0, 1, 0, 0, -0.021599, 0.054648, -0.121824,
      0.357599, 0.731176,
    ],
  ],
  [
    'lanczos5',
    false,
    3,
    4,
    [
      1.063048, -0.108635, 0.045587, 0.437836, 0.741915, -0.179751, -0.179751, 0.741915, 0.437836, 0.045587,
      -0.108635, 1.063048,
    ],
  ],
  [
    'gaussian',
    false,
    5,
    3,
    [0.660756, 0.339244, 0, 0, 0, 0, 0.106507, 0.786986, 0.106507, 0, 0, 0, 0, 0.339244, 0.660756],
  ],
  [
    'gaussian',
    false,
    3,
    4,
    [0.924142, 0.075858, 0, 0.370575, 0.610975, 0.01845, 0.01845, 0.610975, 0.370575, 0, 0.075858, 0.924142],
  ],
  [
    'mitchellcubic',
    false,
    5,
    3,
    [
      0.687251, 0.334661, -0.021912, 0, 0, 0, 0.055556, 0.888889, 0.055556, 0, 0, 0, -0.021912, 0.334661,
      0.687251,
    ],
  ],
  [
    'mitchellcubic',
    false,
    3,
    4,
    [
      0.993855, 0.006145, 0, 0.382387, 0.651972, -0.034359, -0.034359, 0.651972, 0.382387, 0, 0.006145,
      0.993855,
    ],
  ],
];

describe('weights of a resize', () => {
  it.each(OF_TENSORFLOW)('are TensorFlow’s: %s, antialias %s, %i to %i', (method, antialias, ...rest) => {
    const [oldSize, size, expected] = rest;
    const { shape, data } = resizeWeights({ method, antialias }, { oldSize, size });
    expect(shape).toEqual([size, oldSize]);
    expect([...data].map((weight, i) => Math.abs(weight - (expected[i] ?? Number.NaN)))).toSatisfy(
      (differences: number[]) => Math.max(...differences) < 2e-6,
    );
  });

  it('are refused where they would be more than any picture needs', () => {
    const shapes = new Map([['image', [16_384, 1, 1]]]);
    const of = (method: ResizeMethod) =>
      outputShapeOf(
        { kind: 'resize', name: 'large', inputs: ['image'], method, height: 16_384, width: 1 },
        shapes,
      );
    expect(() => of('bicubic')).toThrow(
      /large \(resize\): expected at most 16777216 weights, got 16384 x 1 of 16384 x 1$/,
    );
    expect(of('bilinear')).toEqual([16_384, 1, 1]);
  });
});

describe('the nearest pixel', () => {
  it.each([
    [48, 31, 15, 24],
    [48, 57, 28, 24],
    [224, 75, 37, 112],
    // By exact numbers 1 and 2, by TensorFlow's float32 one less.
    [2, 141, 70, 0],
    [4, 141, 70, 1],
  ])(
    'of two that are as near is the one that TensorFlow 2.15.1 takes: %i to %i',
    (oldSize, size, place, pixel) => {
      expect(nearestPlaces(oldSize, size)[place]).toBe(pixel);
    },
  );
});
