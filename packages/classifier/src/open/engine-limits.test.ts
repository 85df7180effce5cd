import { describe, expect, it } from 'vitest';
import { engineLimits } from './engine-limits.js';

describe('the time that an engine has for a batch', () => {
  it.each([
    [10, 3_000],
    [1_000, 15_000],
    [8_000, 30_000],
    // SwiftShader's eight images of 224 pixels, on two cores.
    [51_000, 102_000],
  ])('after a warm-up of %i ms is %i ms', (largestBatchMs, batchTimeoutMs) => {
    expect(engineLimits(largestBatchMs, 0)).toMatchObject({
      batchTimeoutMs,
      silentAfterMs: batchTimeoutMs / 2,
    });
  });
});
