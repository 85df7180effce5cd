import type { LoadResult } from './load.js';

/** One measurement, as `--json` gives it. Times in milliseconds. */
export interface Measurement {
  readonly target: string;
  /** What ran the network, by its own word. */
  readonly engine: string;
  /** Such as `8 clients` or `40/s`. */
  readonly load: string;
  readonly imagesPerSecond: number;
  /** Images a second under overload, of those without; null where that was not asked. */
  readonly ofCapacity: number | null;
  readonly result: LoadResult | null;
  /** Mean time of one batch; of the bare loops only. */
  readonly batchMs: number | null;
  /** Processor time, in cores, of what was measured and of what made the load. */
  readonly cores: { readonly target: number | null; readonly generator: number | null };
  /** Of what was measured, at its most. */
  readonly residentBytes: number | null;
}

export function asTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(toRow);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < TEXT_COLUMNS ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ');
  return [line(HEAD), ...rows.map(line)].join('\n');
}

const HEAD = [
  'target',
  'engine',
  'load',
  'images/s',
  'of capacity',
  'p50 ms',
  'p90',
  'p99',
  'p99.9',
  'corrected p99',
  'refused',
  'refused p99',
  'cores',
  'generator',
  'MB',
];
/** Aligned to the left; numbers follow. */
const TEXT_COLUMNS = 3;

function toRow(measurement: Measurement): readonly string[] {
  const { target, engine, load, imagesPerSecond, ofCapacity, result, cores, residentBytes } = measurement;
  const ms = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1));
  const refused = Object.entries(result?.refused ?? {}).map(([code, count]) => `${count} ${code}`);
  return [
    target,
    engine,
    load,
    imagesPerSecond.toFixed(1),
    ofCapacity?.toFixed(2) ?? '',
    ms(result?.latency.p50 ?? measurement.batchMs ?? undefined),
    ms(result?.latency.p90),
    ms(result?.latency.p99),
    ms(result?.latency.p999),
    ms(result?.latency.corrected.p99),
    refused.join(', ') || (result ? '0' : ''),
    ms(result?.refusalLatency?.p99),
    cores.target?.toFixed(2) ?? '',
    cores.generator?.toFixed(2) ?? '',
    residentBytes === null ? '' : (residentBytes / 1e6).toFixed(0),
  ];
}
