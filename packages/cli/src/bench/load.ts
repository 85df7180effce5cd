import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, throwIfAborted, toSlcError } from '@slc/domain';
import { Latencies } from './latencies.js';

export interface LoadOptions {
  /** Sends one request and waits for its answer. @throws SlcError when the answer is an error */
  readonly send: () => Promise<void>;
  /** Closed: this many clients, each asking again when it is answered. Open: this many requests a second, whatever comes back. */
  readonly shape:
    | { readonly kind: 'closed'; readonly clients: number }
    | { readonly kind: 'open'; readonly perSecond: number };
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** Ends it, whatever is under way. */
  readonly signal?: AbortSignal | undefined;
}

export type LoadResult = Awaited<ReturnType<typeof putLoad>>;

/**
 * Puts load on something and measures what each request got.
 *
 * Latencies are free of coordinated omission. In an open loop each is measured from the moment at which the request was
 * due, so a pause of the service counts for every request that it held up. In a closed loop a client that waits does not
 * ask: the requests that it would have sent in its rhythm are added (HdrHistogram's correction).
 */
export async function putLoad(options: LoadOptions) {
  const answered = new Latencies();
  const refused = new Latencies();
  const codes: Partial<Record<ErrorCode, number>> = {};
  const startedAtMs = performance.now();
  const measuredFromMs = startedAtMs + options.warmUpMs;
  const endsAtMs = measuredFromMs + options.durationMs;
  let cpuFrom: NodeJS.CpuUsage | undefined;

  async function one(dueAtMs: number): Promise<void> {
    const isMeasured = dueAtMs >= measuredFromMs;
    if (isMeasured) cpuFrom ??= process.cpuUsage();
    try {
      await options.send();
      if (isMeasured) answered.record(performance.now() - dueAtMs);
    } catch (error) {
      if (!isMeasured) return;
      const { code } = toSlcError(error);
      codes[code] = (codes[code] ?? 0) + 1;
      refused.record(performance.now() - dueAtMs);
    }
  }

  const loop =
    options.shape.kind === 'closed'
      ? closedLoop(options.shape.clients, endsAtMs, one)
      : openLoop(options.shape.perSecond, { startedAtMs, endsAtMs }, one);
  await untilAborted(loop, options.signal);

  const elapsedMs = performance.now() - measuredFromMs;
  const { user, system } = process.cpuUsage(cpuFrom);
  const rhythmMs =
    options.shape.kind === 'closed' && answered.count > 0
      ? (options.durationMs * options.shape.clients) / answered.count
      : 0;
  return {
    /** From the end of the warm-up until the last answer. */
    elapsedMs,
    /** Answers a second, by when their requests were sent. */
    perSecond: (answered.count * 1_000) / options.durationMs,
    /** Requests with an answer, among those sent after the warm-up. */
    answered: answered.count,
    refused: codes,
    latency: answered.table(rhythmMs),
    /** Null without refusals. */
    refusalLatency: refused.count > 0 ? refused.table(0) : null,
    /** Processor time of this process, which makes the load. */
    generatorCpuMs: (user + system) / 1_000,
  };
}

/** What goes on behind it fails with its service, and is not waited for. */
async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await work;
  const done = new AbortController();
  try {
    await Promise.race([work, once(signal, 'abort', { signal: done.signal })]);
    throwIfAborted(signal);
  } finally {
    done.abort();
  }
}

async function closedLoop(
  clients: number,
  endsAtMs: number,
  one: (dueAtMs: number) => Promise<void>,
): Promise<void> {
  const client = async (): Promise<void> => {
    while (performance.now() < endsAtMs) await one(performance.now());
  };
  await Promise.all(Array.from({ length: clients }, client));
}

async function openLoop(
  perSecond: number,
  { startedAtMs, endsAtMs }: { readonly startedAtMs: number; readonly endsAtMs: number },
  one: (dueAtMs: number) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for (let i = 0; ; i++) {
    const dueAtMs = startedAtMs + (i * 1_000) / perSecond;
    if (dueAtMs >= endsAtMs) break;
    const waitMs = dueAtMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const request = one(dueAtMs).finally(() => underWay.delete(request));
    underWay.add(request);
  }
  await Promise.all(underWay);
}
