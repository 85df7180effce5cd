import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { Latencies } from './latencies.js';
import { putLoad } from './load.js';

describe('latencies', () => {
  it('have three exact digits', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1_000; ms++) latencies.record(ms);
    const { count, p50, p99, max } = latencies.table(0);
    expect(count).toBe(1_000);
    expect(p50).toBeCloseTo(500, 0);
    expect(p99).toBeCloseTo(990, 0);
    expect(max).toBeCloseTo(1_000, 0);
  });

  it('are corrected by the requests that a waiting client did not send', () => {
    const latencies = new Latencies();
    // One client that asks every 10 ms, and one pause of a second: 99 requests would have met it.
    for (let i = 0; i < 200; i++) latencies.record(10);
    latencies.record(1_000);
    const { p90, corrected } = latencies.table(10);
    expect(p90).toBeCloseTo(10, 0);
    expect(corrected.p90).toBeGreaterThan(600);
  });
});

describe('load', () => {
  it('in an open loop counts a pause for every request that was due in it', async () => {
    const startedMs = performance.now();
    const result = await putLoad({
      shape: { kind: 'open', perSecond: 200 },
      warmUpMs: 0,
      durationMs: 500,
      // Nothing is answered in the first 350 ms, in which seven of ten are due.
      send: () => sleep(Math.max(0, startedMs + 350 - performance.now())),
    });
    expect(result.answered).toBe(100);
    expect(result.latency.p50).toBeGreaterThan(5);
    expect(result.latency.p90).toBeGreaterThan(150);
  });

  it('in a closed loop keeps the given number of clients busy, and counts refusals apart', async () => {
    let underWay = 0;
    let most = 0;
    let sent = 0;
    const result = await putLoad({
      shape: { kind: 'closed', clients: 3 },
      warmUpMs: 20,
      durationMs: 1_000,
      async send() {
        most = Math.max(most, ++underWay);
        await sleep(5);
        underWay--;
        if (sent++ % 2 === 1) throw new SlcError('overloaded', 'busy');
      },
    });
    expect(most).toBe(3);
    expect(result.answered).toBeGreaterThan(10);
    expect(result.refused.overloaded).toBeGreaterThan(10);
    expect(result.refusalLatency?.p50).toBeGreaterThan(3);
  });
});
