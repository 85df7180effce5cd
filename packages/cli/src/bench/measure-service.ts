import { type LoadOptions, putLoad } from './load.js';
import { processUsage } from './process-usage.js';
import type { Measurement } from './report.js';
import type { Target } from './targets.js';

export interface ServiceLoads {
  /** Closed loops, each with this many clients. Not used with `rate`; with `overload` only the largest, to measure capacity. */
  readonly clients: readonly number[];
  /** Open loops, in requests a second. Not used with `overload`. */
  readonly rate?: readonly number[] | undefined;
  /** Open loops, in times the service's capacity. */
  readonly overload?: readonly number[] | undefined;
  /** How long each load is measured, in seconds. */
  readonly seconds: number;
  /** Seconds before that. */
  readonly warmUp: number;
  readonly signal?: AbortSignal;
}

/** Puts each load on the service, and closes it. */
export async function measureService(
  name: string,
  target: Target,
  loads: ServiceLoads,
): Promise<readonly Measurement[]> {
  const { rate, overload, clients } = loads;
  const put = (shape: LoadOptions['shape']) => measureLoad(target, shape, { ...loads, name });
  try {
    if (overload) return await measureOverload(overload, Math.max(...clients), put);
    const shapes: readonly LoadOptions['shape'][] =
      rate?.map((perSecond) => ({ kind: 'open', perSecond })) ??
      clients.map((count) => ({ kind: 'closed', clients: count }));
    const measurements: Measurement[] = [];
    for (const shape of shapes) measurements.push(await put(shape));
    return measurements;
  } finally {
    await target.close();
  }
}

/**
 * Capacity is what the service gives to clients that wait for their answers. It is measured before and after each overload:
 * a machine that becomes slower meanwhile lowers the mean of both as it lowers the overload's own figure.
 */
async function measureOverload(
  overload: readonly number[],
  clients: number,
  put: (shape: LoadOptions['shape']) => Promise<Measurement>,
): Promise<readonly Measurement[]> {
  let before = await put({ kind: 'closed', clients });
  const measurements = [before];
  for (const times of overload) {
    const open = await put({ kind: 'open', perSecond: times * before.imagesPerSecond });
    const after = await put({ kind: 'closed', clients });
    const ofCapacity = (2 * open.imagesPerSecond) / (before.imagesPerSecond + after.imagesPerSecond);
    measurements.push({ ...open, ofCapacity }, after);
    before = after;
  }
  return measurements;
}

async function measureLoad(
  target: Target,
  shape: LoadOptions['shape'],
  { name, seconds, warmUp, signal }: ServiceLoads & { readonly name: string },
): Promise<Measurement> {
  let residentBytes = 0;
  const watching = setInterval(() => {
    residentBytes = Math.max(residentBytes, usageOf(target).residentBytes);
  }, 500);
  const warmUpMs = warmUp * 1_000;
  const cpuBefore = later(warmUpMs, () => usageOf(target).cpuMs);
  const result = await putLoad({
    send: target.send,
    shape,
    warmUpMs,
    durationMs: seconds * 1_000,
    signal,
  }).finally(() => clearInterval(watching));
  const cpuMs = usageOf(target).cpuMs - (await cpuBefore);
  return {
    target: name,
    engine: target.engine,
    precision: target.precision,
    load: describeLoad(shape),
    imagesPerSecond: result.perSecond,
    ofCapacity: null,
    result,
    batchMs: null,
    cores: {
      target: target.pids.length > 0 ? cpuMs / result.elapsedMs : null,
      generator: result.generatorCpuMs / result.elapsedMs,
    },
    residentBytes: residentBytes || null,
  };
}

function describeLoad(shape: LoadOptions['shape']): string {
  if (shape.kind === 'open') return `${Math.round(shape.perSecond * 10) / 10}/s`;
  return shape.clients === 1 ? '1 client' : `${shape.clients} clients`;
}

function usageOf({ pids }: Target): { cpuMs: number; residentBytes: number } {
  const usages = pids.flatMap((pid) => processUsage(pid) ?? []);
  return {
    cpuMs: usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentBytes: usages.reduce((sum, usage) => sum + usage.residentBytes, 0),
  };
}

function later<T>(ms: number, read: () => T): Promise<T> {
  return new Promise((done) => setTimeout(() => done(read()), ms));
}
