import { describe, expect, it } from 'vitest';
import { quantiseWeights } from './quantise-weights.js';

const inputScale = 0.5;

describe('weights in int8', () => {
  it.each(['first', 'last'] as const)(
    'have steps of their own in each output channel, the %s axis',
    (channelAxis) => {
      const rows = [
        [1.27, -0.63, 0],
        [-254, 254, 2],
      ];
      const columns = [0, 1, 2].flatMap((i) => rows.map((row) => row[i] ?? 0));
      const kernel =
        channelAxis === 'first'
          ? { shape: [2, 3], data: Float32Array.from(rows.flat()) }
          : { shape: [3, 2], data: Float32Array.from(columns) };
      const { numbers, scales } = quantiseWeights(kernel, { bias: null, inputScale, channelAxis });
      expect([...scales]).toEqual([Math.fround(0.01), 2]);
      expect([...numbers]).toEqual(
        channelAxis === 'first' ? [127, -63, 0, -127, 127, 1] : [127, -127, -63, 127, 0, 1],
      );
    },
  );

  it('have a bias in steps of the products', () => {
    const kernel = { shape: [1, 1], data: Float32Array.of(127) };
    const bias = Float32Array.of(-3);
    const quantised = quantiseWeights(kernel, { bias, inputScale, channelAxis: 'first' });
    expect([...(quantised.bias ?? [])]).toEqual([-6]);
    expect([...quantised.biasScales]).toEqual([0.5]);
  });

  it('get coarser steps where the bias would not be an int32', () => {
    const kernel = { shape: [2, 1], data: Float32Array.of(1e-12, 0) };
    const bias = Float32Array.of(5, 0);
    const quantised = quantiseWeights(kernel, { bias, inputScale, channelAxis: 'first' });
    const [number = 0, none] = quantised.bias ?? [];
    expect(number * (quantised.biasScales[0] ?? 0)).toBeCloseTo(5, 5);
    expect(none).toBe(0);
    expect([...quantised.numbers]).toEqual([0, 0]);
  });
});
