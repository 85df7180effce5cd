import { describe, expect, it } from 'vitest';
import { paddedBatchSize, warmBatchSizes } from './batch-sizes.js';

describe('batch sizes', () => {
  it.each([
    [1, [1]],
    [2, [1, 2]],
    [6, [1, 2, 4, 6]],
    [8, [1, 2, 4, 8]],
  ])('that are warmed for batches of up to %d are %j', (largest, sizes) => {
    expect(warmBatchSizes(largest)).toEqual(sizes);
  });

  it('are padded to one that was warmed', () => {
    const padded = [1, 2, 3, 4, 5, 6].map((images) => paddedBatchSize(images, 6));
    expect(padded).toEqual([1, 2, 4, 4, 6, 6]);
  });
});
