import { once, setMaxListeners } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClassifierClient } from '@slc/rpc';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  enginesOf,
  FAULT_SECONDS,
  type FaultStack,
  keepAsking,
  metricOf,
  residentBytesOf,
  startFaultStack,
  tally,
  untilReady,
  zombiesOf,
} from './fault-stack.js';
import { DRAWING } from './running-stack.js';

// Each fault says what every single request got. Engines and memory are found in /proc.
const isLinux = process.platform === 'linux';

/** The deadline of a batch follows from the machine's speed; this is for one that does much else. */
const PATIENTLY = { timeout: 40_000, interval: 50 };

const OK = '200';
const NOT_READY = '503 model_not_ready';
const BUSY = '429 overloaded';
const TOO_LATE = '504 deadline_exceeded';

describe.skipIf(!isLinux)('faults of an engine under load (skipped where there is no /proc)', () => {
  let stack: FaultStack;
  beforeAll(async () => {
    stack = await startFaultStack({ ENGINE_PROCESSES: '2', ENGINE_THREADS: '1' });
  });
  afterAll(() => stack.close());

  afterEach(async () => {
    await untilReady(stack.base);
    expect(tally([await ask(stack.base), await ask(stack.base)])).toEqual({ [OK]: 2 });
    expect(zombiesOf(stack.worker)).toEqual([]);
  });

  it('kill -9 again and again: an answer, or a clear error, for each; two engines afterwards', async () => {
    const load = keepAsking(stack.base, 8);
    let kills = 0;
    for (const endMs = performance.now() + FAULT_SECONDS * 1_000; performance.now() < endMs; ) {
      await sleep(Math.min(2_000, FAULT_SECONDS * 250));
      const [pid] = enginesOf(stack.worker);
      if (pid === undefined) continue;
      process.kill(pid, 'SIGKILL');
      kills++;
    }
    const counts = tally(await load.stop());
    expect(kills).toBeGreaterThan(1);
    expect(new Set(Object.keys(counts))).toEqual(new Set([OK, ...(counts[NOT_READY] ? [NOT_READY] : [])]));
    // One engine is left each time: what was under the dead one runs again.
    expect(counts[NOT_READY] ?? 0).toBeLessThanOrEqual((counts[OK] ?? 0) / 20);
    await expect.poll(() => enginesOf(stack.worker).length, PATIENTLY).toBe(2);
    // One that was killed while it started is not counted twice.
    expect(await metricOf(stack.worker, 'classifier_engine_restarts_total')).toBeGreaterThan(0);
  });

  it('SIGSTOP of one: the other goes on, the silent one is replaced, nobody waits for ever', async () => {
    const [pid = 0] = enginesOf(stack.worker);
    const load = keepAsking(stack.base, 4);
    await sleep(200);
    process.kill(pid, 'SIGSTOP');
    await expect.poll(() => enginesOf(stack.worker).includes(pid), PATIENTLY).toBe(false);
    await sleep(300);
    const outcomes = await load.stop();
    const counts = tally(outcomes);
    expect(counts[OK]).toBeGreaterThan(10);
    expect(Object.keys(counts).filter((name) => name !== OK && name !== TOO_LATE)).toEqual([]);
    // Those under the silent engine, at most a batch.
    expect(counts[TOO_LATE] ?? 0).toBeLessThanOrEqual(8);
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(12_000);
  });
});

describe.skipIf(!isLinux)('faults of clients', () => {
  let stack: FaultStack;
  beforeAll(async () => {
    stack = await startFaultStack({ QUEUE_LIMIT: '16', REQUEST_TIMEOUT_MS: '25000' });
  });
  afterAll(() => stack.close());

  it('slow ones and half-open connections keep nobody waiting', async () => {
    const address = { port: stack.gateway.port, host: '127.0.0.1' };
    const slow = Array.from({ length: 50 }, () => {
      const socket = connect(address);
      socket.on('error', () => {});
      socket.write(
        'POST /api/v1/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 10000000\r\n\r\n',
      );
      socket.write(DRAWING.subarray(0, 1_000));
      return socket;
    });
    // A connection that says nothing, and one in the middle of its head.
    const halfOpen = Array.from({ length: 50 }, (_, i) => {
      const socket = connect(address);
      socket.on('error', () => {});
      if (i % 2 === 0) socket.write('POST /api/v1/classify HTTP/1.1\r\nHost:');
      return socket;
    });
    await Promise.all([...slow, ...halfOpen].map((socket) => once(socket, 'connect')));
    const outcomes = [];
    for (let i = 0; i < 10; i++) outcomes.push(await ask(stack.base));
    expect(tally(outcomes)).toEqual({ [OK]: 10 });
    for (const socket of [...slow, ...halfOpen]) socket.destroy();
  });

  it('more than the queue holds: an answer or a refusal with advice for each, at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => ask(stack.base)));
    const counts = tally(outcomes);
    expect(Object.keys(counts).toSorted()).toEqual([OK, BUSY]);
    expect(counts[OK]).toBeGreaterThanOrEqual(16);
    for (const { got, retryAfter } of outcomes)
      if (got === 429) expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(await metricOf(stack.worker, 'classifier_queue_depth')).toBe(0);
    expect(tally([await ask(stack.base)])).toEqual({ [OK]: 1 });
  });

  it('a thousand cancels: their places are free at once, and counted', async () => {
    const before = await metricOf(stack.worker, 'classifier_cancelled_total');
    const outcomes = [];
    for (let round = 0; round < 20; round++) {
      const signal = AbortSignal.timeout(10 + (round % 10) * 20);
      setMaxListeners(0, signal);
      outcomes.push(...(await Promise.all(Array.from({ length: 50 }, () => ask(stack.base, { signal })))));
    }
    const counts = tally(outcomes);
    expect(Object.keys(counts).filter((name) => !['aborted', OK, BUSY].includes(name))).toEqual([]);
    expect(counts.aborted).toBeGreaterThan(300);
    await expect.poll(() => metricOf(stack.worker, 'classifier_queue_depth')).toBe(0);
    expect(await metricOf(stack.worker, 'classifier_cancelled_total')).toBeGreaterThan(before);
    expect(tally([await ask(stack.base)])).toEqual({ [OK]: 1 });
  });

  it('a deadline shorter than a batch: refused at once, each', async () => {
    const client = createClassifierClient({ address: stack.address, maxMessageBytes: 1024 * 1024 });
    await client.classify({ image: DRAWING }, { timeoutMs: 5_000 });
    const startedMs = performance.now();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => client.classify({ image: DRAWING }, { timeoutMs: 2 })),
    );
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'deadline_exceeded' } });
    client.close();
  });

  it('sustained overload: memory stays flat, and nothing but answers and refusals', async () => {
    const load = keepAsking(stack.base, 60);
    await sleep(FAULT_SECONDS * 500);
    const before = [stack.worker, stack.gateway].map(({ pid }) => residentBytesOf(pid));
    await sleep(FAULT_SECONDS * 500);
    const after = [stack.worker, stack.gateway].map(({ pid }) => residentBytesOf(pid));
    const counts = tally(await load.stop());
    expect(Object.keys(counts).filter((name) => name !== OK && name !== BUSY)).toEqual([]);
    expect(counts[BUSY]).toBeGreaterThan(10);
    // Short runs still warm up; a leak of a picture a request would be hundreds of megabytes.
    after.forEach((bytes, i) => {
      expect(bytes / (before[i] ?? 0)).toBeLessThan(1.25);
    });
  });
});

describe.skipIf(!isLinux)('faults of the worker’s process under the gateway’s load', () => {
  let stack: FaultStack;
  beforeAll(async () => {
    stack = await startFaultStack({ ENGINE_PROCESSES: '1' });
  });
  afterAll(() => stack.close());

  it('the only engine stopped: readiness turns red and says why, and green when it is replaced', async () => {
    const [pid = 0] = enginesOf(stack.worker);
    process.kill(pid, 'SIGSTOP');
    const waiting = ask(stack.base);
    const phaseOf = async () => {
      const answer = await fetch(`${stack.base}/readyz`);
      const { state } = (await answer.json()) as { state: { phase: string } };
      return `${answer.status} ${state.phase}`;
    };
    await expect.poll(phaseOf, PATIENTLY).toBe('503 recovering');
    expect(tally([await ask(stack.base)])).toEqual({ [NOT_READY]: 1 });
    await untilReady(stack.base);
    // It was under the silent engine: run again by the next one, if that came within its ten seconds.
    expect([OK, TOO_LATE]).toContain(Object.keys(tally([await waiting]))[0]);
    expect(enginesOf(stack.worker)).not.toContain(pid);
    expect(zombiesOf(stack.worker)).toEqual([]);
  });

  it('the only engine killed under a stream: each image gets one outcome', async () => {
    const client = createClassifierClient({ address: stack.address, maxMessageBytes: 1024 * 1024 });
    const seen = new Map<string, string>();
    const images = Array.from({ length: 150 }, (_, i) => ({ id: String(i), image: DRAWING }));
    for await (const { id, error } of client.classifyStream(images)) {
      expect(seen.has(id)).toBe(false);
      seen.set(id, error?.code ?? 'ok');
      if (seen.size === 40) for (const pid of enginesOf(stack.worker)) process.kill(pid, 'SIGKILL');
    }
    client.close();
    expect(seen.size).toBe(150);
    expect([...new Set(seen.values())]).toEqual(['ok']);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'a restart by %s: answers before and after, clear errors between, none hangs',
    async (signal) => {
      const load = keepAsking(stack.base, 4);
      await expect.poll(() => load.outcomes.length, PATIENTLY).toBeGreaterThan(4);
      await stack.restartWorker(signal);
      await untilReady(stack.base);
      const readyAtMs = performance.now();
      const askedSince = () => load.outcomes.filter(({ askedAtMs }) => askedAtMs > readyAtMs);
      await expect.poll(() => askedSince().length, PATIENTLY).toBeGreaterThan(8);
      const outcomes = await load.stop();
      const counts = tally(outcomes);
      expect(Object.keys(counts).filter((name) => name !== OK && name !== NOT_READY)).toEqual([]);
      expect(tally(askedSince())).toEqual({ [OK]: askedSince().length });
      expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(11_000);
    },
  );
});
