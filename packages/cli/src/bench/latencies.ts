import { build } from 'hdr-histogram-js';

/** Latencies in milliseconds, counted in microseconds, three digits exact: https://github.com/HdrHistogram/HdrHistogramJS */
export class Latencies {
  readonly #histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600e6,
    numberOfSignificantValueDigits: 3,
  });

  get count(): number {
    return this.#histogram.totalCount;
  }

  record(ms: number): void {
    this.#histogram.recordValue(toMicroseconds(ms));
  }

  /** @param rhythmMs how often one client would ask; 0 where latencies were measured from when they were due */
  table(rhythmMs: number) {
    const histogram = this.#histogram;
    const corrected =
      rhythmMs > 0 ? histogram.copyCorrectedForCoordinatedOmission(toMicroseconds(rhythmMs)) : histogram;
    return {
      count: histogram.totalCount,
      mean: histogram.mean / 1_000,
      ...percentilesOf(histogram),
      max: histogram.maxValue / 1_000,
      /** With the requests added that were never sent because an answer was waited for. */
      corrected: percentilesOf(corrected as typeof histogram),
    };
  }
}

function percentilesOf(histogram: ReturnType<typeof build>) {
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000;
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9) };
}

function toMicroseconds(ms: number): number {
  return Math.max(1, Math.round(ms * 1_000));
}
