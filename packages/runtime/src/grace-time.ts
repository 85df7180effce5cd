/** How a graceful shutdown spends its grace period. The rest is left for what closes afterwards. */
export interface GraceTime {
  /** New calls are accepted for this long: their callers may not know of the stop yet. */
  readonly lastCallsMs: number;
  /** Then new calls are refused, and running ones have this long to finish. */
  readonly drainMs: number;
}

export function shareGraceTime(graceMs: number): GraceTime {
  const lastCallsMs = Math.min(300, graceMs * 0.05);
  return { lastCallsMs, drainMs: graceMs * 0.8 - lastCallsMs };
}
