import type { EngineLimits } from '@slc/engine';

/** Before anything is known of a model: the first batch of a big one on a slow machine takes seconds. */
export const UNKNOWN_ENGINE_LIMITS: EngineLimits = {
  batchTimeoutMs: 60_000,
  silentAfterMs: 60_000,
  residentLimitBytes: Number.POSITIVE_INFINITY,
};

/** Requests are given up after ten seconds: an engine that takes so much longer is of no use to any. */
const LONGEST_BATCH_TIMEOUT_MS = 30_000;

const MIB = 2 ** 20;

/**
 * What an engine may do, from what it did when it was warmed up.
 *
 * @param largestBatchMs of the largest batch
 * @param residentBytes after it
 */
export function engineLimits(largestBatchMs: number, residentBytes: number): EngineLimits {
  // On a machine whose cores are wanted by others a batch takes several times as long, and still comes.
  const batchTimeoutMs = Math.min(Math.max(15 * largestBatchMs, 3_000), LONGEST_BATCH_TIMEOUT_MS);
  return {
    batchTimeoutMs,
    silentAfterMs: batchTimeoutMs / 2,
    // Memory that is reused settles at once; twice that, and room for a small model's noise, means a leak.
    residentLimitBytes: 2 * residentBytes + 256 * MIB,
  };
}
