import type { EngineLimits } from '@slc/engine';

/** Opening a big model on a slow disk takes seconds; on a GPU newer than its libraries kernels are compiled, for minutes. */
export const START_TIMEOUT_MS = { cpu: 60_000, gpu: 300_000 } as const;

/** For engines that are not yet measured: the first batch of a big model on a slow machine takes seconds. */
export const UNKNOWN_ENGINE_LIMITS: EngineLimits = {
  batchTimeoutMs: 60_000,
  silentAfterMs: 60_000,
  residentLimitBytes: Number.POSITIVE_INFINITY,
};

/** Callers give up after ten seconds: more patience with an engine that takes less is of no use to them. */
const LONGEST_PATIENCE_MS = 30_000;

const MIB = 2 ** 20;

/**
 * Limits of an engine, from what its warm-up measured.
 *
 * @param largestBatchMs of the largest batch
 * @param residentBytes after it
 */
export function engineLimits(largestBatchMs: number, residentBytes: number): EngineLimits {
  // Where other processes compete for the cores a batch takes several times as long, and still succeeds.
  const patienceMs = Math.min(Math.max(15 * largestBatchMs, 3_000), LONGEST_PATIENCE_MS);
  // A GPU that is a program takes longer than that, and callers who set it up wait for it.
  const batchTimeoutMs = Math.max(patienceMs, 2 * largestBatchMs);
  return {
    batchTimeoutMs,
    silentAfterMs: batchTimeoutMs / 2,
    // Memory that is reused settles at once; twice that, and room for a small model's noise, means a leak.
    residentLimitBytes: 2 * residentBytes + 256 * MIB,
  };
}
