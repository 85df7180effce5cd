import { expect, it } from 'vitest';
import { widenFloat16 } from './float16.js';

it('widens binary16: zeros, subnormals, ones, the largest, infinities and NaN', () => {
  const bits = Uint16Array.of(
    0x0000,
    0x8000,
    0x0001,
    0x03ff,
    0x0400,
    0x3c00,
    0xc000,
    0x3555,
    0x7bff,
    0x7c00,
    0xfc00,
  );
  expect([...widenFloat16(bits)]).toEqual([
    0,
    -0,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    1,
    -2,
    0.333251953125,
    65504,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(widenFloat16(Uint16Array.of(0x7e00))[0]).toBeNaN();
});
