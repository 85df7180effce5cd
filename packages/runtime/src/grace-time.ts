/** How a stop spends its grace time; the rest is for what is closed after that. */
export interface GraceTime {
  /** Goes on taking what comes: what was sent before anybody could know. */
  readonly lastCallsMs: number;
  /** Then takes nothing new, and answers what is in flight. */
  readonly drainMs: number;
}

export function shareGraceTime(graceMs: number): GraceTime {
  const lastCallsMs = Math.min(300, graceMs * 0.05);
  return { lastCallsMs, drainMs: graceMs * 0.8 - lastCallsMs };
}
