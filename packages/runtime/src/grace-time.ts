/** How a graceful shutdown spends its grace period. The rest is left for what closes afterwards. */
export function shareGraceTime(graceMs: number) {
  const lastCallsMs = Math.min(300, graceMs * 0.05);
  return {
    /** New calls are accepted for this long: their callers may not know of the stop yet. */
    lastCallsMs,
    /** Then new calls are refused, and running ones have this long to finish. */
    drainMs: graceMs * 0.8 - lastCallsMs,
  };
}
