import type { LoadResult } from './load.js';

/** One measurement, as `--json` gives it. Times in milliseconds. */
export interface Measurement {
  readonly target: string;
  /** The engine that ran the network, as the answers name it. */
  readonly engine: string;
  /** As the answers name it. */
  readonly precision: string;
  /** Such as `8 clients` or `40/s`. */
  readonly load: string;
  readonly imagesPerSecond: number;
  /** Images per second under overload, as a share of those without it; null in other loads. */
  readonly ofCapacity: number | null;
  readonly result: LoadResult | null;
  /** Mean time of one batch; null for services. */
  readonly batchMs: number | null;
  /** Processor time, in cores, of what was measured and of what made the load. */
  readonly cores: { readonly target: number | null; readonly generator: number | null };
  /** The largest resident memory of what was measured. */
  readonly residentBytes: number | null;
}

export function asTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => COLUMNS.map(([, cell]) => cell(measurement)));
  const table = [COLUMNS.map(([head]) => head), ...rows];
  const widths = COLUMNS.map((_, i) => Math.max(...table.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < TEXT_COLUMNS ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ');
  return table.map(line).join('\n');
}

const COLUMNS: readonly (readonly [head: string, cell: (measurement: Measurement) => string])[] = [
  ['target', ({ target }) => target],
  ['engine', ({ engine }) => engine],
  ['precision', ({ precision }) => precision],
  ['load', ({ load }) => load],
  ['images/s', ({ imagesPerSecond }) => fixed(imagesPerSecond, 1)],
  ['of capacity', ({ ofCapacity }) => fixed(ofCapacity, 2)],
  ['p50 ms', ({ result, batchMs }) => fixed(result?.latency.p50 ?? batchMs, 1)],
  ['p90', ({ result }) => fixed(result?.latency.p90, 1)],
  ['p99', ({ result }) => fixed(result?.latency.p99, 1)],
  ['p99.9', ({ result }) => fixed(result?.latency.p999, 1)],
  ['corrected p99', ({ result }) => fixed(result?.latency.corrected.p99, 1)],
  ['refused', ({ result }) => (result ? describeRefused(result) : '')],
  ['refused p99', ({ result }) => fixed(result?.refusalLatency?.p99, 1)],
  ['cores', ({ cores }) => fixed(cores.target, 2)],
  ['generator', ({ cores }) => fixed(cores.generator, 2)],
  ['MB', ({ residentBytes }) => fixed(residentBytes && residentBytes / 1e6, 0)],
];
/** Aligned to the left; numbers follow. */
const TEXT_COLUMNS = 4;

function fixed(value: number | null | undefined, digits: number): string {
  return value?.toFixed(digits) ?? '';
}

function describeRefused({ refused }: LoadResult): string {
  const counts = Object.entries(refused).map(([code, count]) => `${count} ${code}`);
  return counts.join(', ') || '0';
}
