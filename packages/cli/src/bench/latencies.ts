import { build } from 'hdr-histogram-js';

/** In milliseconds. */
export interface LatencyTable {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** With the requests added that were never sent because an answer was waited for. */
  readonly corrected: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly p999: number;
  };
}

export interface Latencies {
  readonly count: number;
  record(ms: number): void;
  /** @param rhythmMs how often one client would ask; 0 where latencies were measured from when they were due */
  table(rhythmMs: number): LatencyTable;
}

/** Counted in microseconds, three digits exact: https://github.com/HdrHistogram/HdrHistogramJS */
export function createLatencies(): Latencies {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600e6,
    numberOfSignificantValueDigits: 3,
  });
  return {
    get count() {
      return histogram.totalCount;
    },
    record: (ms) => histogram.recordValue(Math.max(1, Math.round(ms * 1_000))),
    table(rhythmMs) {
      const corrected =
        rhythmMs > 0
          ? histogram.copyCorrectedForCoordinatedOmission(Math.max(1, Math.round(rhythmMs * 1_000)))
          : histogram;
      const of = (source: typeof histogram) => (percentile: number) =>
        source.getValueAtPercentile(percentile) / 1_000;
      const [raw, full] = [of(histogram), of(corrected as typeof histogram)];
      return {
        count: histogram.totalCount,
        mean: histogram.mean / 1_000,
        p50: raw(50),
        p90: raw(90),
        p99: raw(99),
        p999: raw(99.9),
        max: histogram.maxValue / 1_000,
        corrected: { p50: full(50), p90: full(90), p99: full(99), p999: full(99.9) },
      };
    },
  };
}
