import { describe, expect, it } from 'vitest';
import { paddedBatchSize, warmUpSizes } from './batch-sizes.js';

describe('batch sizes', () => {
  it.each([
    [1, [1, 1]],
    [2, [1, 2, 2]],
    [6, [1, 2, 4, 6, 6]],
    [8, [1, 2, 4, 8, 8]],
  ])('that a GPU is warmed up with for batches of up to %d are %j', (largest, sizes) => {
    expect(warmUpSizes('gpu', largest)).toEqual(sizes);
  });

  it('that a CPU is warmed up with are the largest alone', () => {
    expect(warmUpSizes('cpu', 8)).toEqual([8]);
  });

  it('are padded on a GPU to one that was warmed', () => {
    const padded = [1, 2, 3, 4, 5, 6].map((images) => paddedBatchSize('gpu', images, 6));
    expect(padded).toEqual([1, 2, 4, 4, 6, 6]);
    expect(padded.every((size) => warmUpSizes('gpu', 6).includes(size))).toBe(true);
  });

  it('are never padded on a CPU', () => {
    expect([1, 3, 8].map((images) => paddedBatchSize('cpu', images, 8))).toEqual([1, 3, 8]);
  });
});
