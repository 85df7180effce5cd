import { describe, expect, it } from 'vitest';
import { shareGraceTime } from './grace-time.js';

describe('grace time', () => {
  it.each([
    [10_000, 300, 7_700],
    [2_000, 100, 1_500],
    [0, 0, 0],
  ])(
    'of %d ms: %d ms for what was sent before, %d ms for what is in flight',
    (graceMs, lastCallsMs, drainMs) => {
      expect(shareGraceTime(graceMs)).toEqual({ lastCallsMs, drainMs });
    },
  );
});
