import { expect, it } from 'vitest';
import { stepOf, toBytes } from './step.js';

it.each([
  ['a range around 0', [-1, 1.55], { scale: Math.fround(0.01), zeroPoint: 100 }],
  ['a relu’s', [0, 255], { scale: 1, zeroPoint: 0 }],
  ['a range above 0, which is widened to it', [2, 51], { scale: Math.fround(0.2), zeroPoint: 0 }],
  ['a range below 0', [-51, -2], { scale: Math.fround(0.2), zeroPoint: 255 }],
  ['nothing but 0', [0, 0], { scale: 1, zeroPoint: 0 }],
] as const)('the steps of %s hold 0 exactly', (_, range, step) => {
  expect(stepOf(range)).toEqual(step);
});

it('numbers outside the range become its ends', () => {
  expect([...toBytes(Float32Array.of(-9, -1, 0, 0.014, 9), stepOf([-1, 1.55]))]).toEqual([
    0, 0, 100, 101, 255,
  ]);
});
