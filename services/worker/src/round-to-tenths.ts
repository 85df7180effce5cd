/** Enough digits for a duration in a log line, in milliseconds. */
export function roundToTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
