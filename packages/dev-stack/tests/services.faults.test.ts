import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlcError } from '@slc/domain';
import { createClassifierClient } from '@slc/rpc';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { firstPid } from '../../engine/tests/processes.js';
import {
  ask,
  BUSY,
  expectNormal,
  FAULT_SECONDS,
  type FaultStack,
  isLinux,
  keepAsking,
  metricOf,
  NOT_READY,
  OK,
  PATIENTLY,
  residentBytesOf,
  startFaultStack,
  TOO_LATE,
  tally,
  untilReady,
} from './fault-stack.js';
import { DRAWING } from './running-stack.js';

// Each fault says what every single request got.

/** REQUEST_TIMEOUT_MS where nothing else is set, and a little for the way. */
const DEADLINE_MS = 12_000;

describe.skipIf(!isLinux)('faults of an engine under load (skipped where there is no /proc)', () => {
  let stack: FaultStack;
  beforeAll(async () => {
    stack = await startFaultStack({ ENGINE_PROCESSES: '2', ENGINE_THREADS: '1' });
  });
  afterEach(() => expectNormal(stack));
  afterAll(() => stack.close());

  it('kill -9 again and again: an answer, or a clear error, for each; two engines afterwards', async () => {
    const load = keepAsking(stack.base, 8);
    let kills = 0;
    for (const endMs = performance.now() + FAULT_SECONDS * 1_000; performance.now() < endMs; ) {
      await sleep(Math.min(2_000, FAULT_SECONDS * 250));
      const [pid, other] = stack.engines();
      // On a busy machine one may not be back yet; the other shall go on.
      if (pid === undefined || other === undefined) continue;
      process.kill(pid, 'SIGKILL');
      kills++;
    }
    const outcomes = await load.stop();
    const { [OK]: answered = 0, [NOT_READY]: notReady = 0, ...others } = tally(outcomes);
    expect(kills).toBeGreaterThan(1);
    expect(others).toEqual({});
    // One engine is left each time: what was under the dead one runs again.
    expect(notReady).toBeLessThanOrEqual(answered / 10);
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(DEADLINE_MS);
    // One that was killed while it started is not counted twice.
    expect(await metricOf(stack.worker, 'classifier_engine_restarts_total')).toBeGreaterThan(0);
  });

  it('kill -9 of an idle one: the next requests do not notice', async () => {
    const pid = firstPid(stack.engines());
    const restarts = () => metricOf(stack.worker, 'classifier_engine_restarts_total');
    const before = await restarts();
    process.kill(pid, 'SIGKILL');
    // One after the other they come to each engine in turn.
    const outcomes = [];
    for (let i = 0; i < 4; i++) outcomes.push(await ask(stack.base));
    expect(tally(outcomes)).toEqual({ [OK]: 4 });
    await expect.poll(restarts, PATIENTLY).toBe(before + 1);
    expect(stack.engines()).not.toContain(pid);
  });

  it('SIGSTOP of one: the other goes on, the silent one is replaced, no request waits for ever', async () => {
    const pid = firstPid(stack.engines());
    const load = keepAsking(stack.base, 4);
    await sleep(200);
    process.kill(pid, 'SIGSTOP');
    await expect.poll(() => stack.engines().includes(pid), PATIENTLY).toBe(false);
    await sleep(300);
    const outcomes = await load.stop();
    const counts = tally(outcomes);
    expect(counts[OK]).toBeGreaterThan(10);
    expect(Object.keys(counts).filter((name) => name !== OK && name !== TOO_LATE)).toEqual([]);
    // Those under the silent engine, at most a batch.
    expect(counts[TOO_LATE] ?? 0).toBeLessThanOrEqual(8);
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(DEADLINE_MS);
  });
});

describe.skipIf(!isLinux)('faults of clients', () => {
  let stack: FaultStack;
  beforeAll(async () => {
    stack = await startFaultStack({ QUEUE_LIMIT: '16', REQUEST_TIMEOUT_MS: '25000' });
  });
  afterEach(() => expectNormal(stack));
  afterAll(() => stack.close());

  it('more than the queue holds: an answer or a refusal with advice for each, at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => ask(stack.base)));
    const counts = tally(outcomes);
    expect(Object.keys(counts).toSorted()).toEqual([OK, BUSY]);
    expect(counts[OK]).toBeGreaterThanOrEqual(16);
    for (const { got, retryAfter } of outcomes)
      if (got === 429) expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(await metricOf(stack.worker, 'classifier_queue_depth')).toBe(0);
  });

  it('a thousand cancels: their places are free at once, and counted', async () => {
    const leftQueue = () => metricOf(stack.worker, 'classifier_cancelled_total');
    const endedByCaller = () => metricOf(stack.worker, 'classifier_requests_total{code="cancelled"}');
    const before = { left: await leftQueue(), ended: await endedByCaller() };
    const outcomes = [];
    // As many at a time as the queue holds: most of them come to have a place.
    for (let round = 0; round < 64; round++) {
      const signal = AbortSignal.timeout(10 + (round % 10) * 15);
      setMaxListeners(0, signal);
      outcomes.push(...(await Promise.all(Array.from({ length: 16 }, () => ask(stack.base, { signal })))));
    }
    const counts = tally(outcomes);
    expect(Object.keys(counts).filter((name) => !['aborted', OK, BUSY].includes(name))).toEqual([]);
    expect(counts.aborted).toBeGreaterThan(300);
    await expect.poll(() => metricOf(stack.worker, 'classifier_queue_depth'), PATIENTLY).toBe(0);
    // Some were aborted on their way, before the worker knew of them; of others it knew, and they had no place yet.
    const left = async () => (await leftQueue()) - before.left;
    const ended = async () => (await endedByCaller()) - before.ended;
    expect(await left()).toBeGreaterThan(100);
    await expect.poll(async () => (await ended()) - (await left()), PATIENTLY).toBeGreaterThanOrEqual(0);
    expect(await ended()).toBeLessThanOrEqual(counts.aborted ?? 0);
  });

  it('a deadline shorter than a batch: refused by the worker, before anything is decoded', async () => {
    const client = createClassifierClient({ address: stack.address, maxMessageBytes: 1024 * 1024 });
    const noImage = { image: new TextEncoder().encode('no image') };
    await expect(client.classify(noImage, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
    const batchesMs = [];
    for (let i = 0; i < 10; i++) {
      const { classification } = await client.classify({ image: DRAWING }, { timeoutMs: 5_000 });
      batchesMs.push(classification.timingsMs.inference);
    }
    // Enough for the way there and back: a service that began to read these bytes would say what is wrong with them.
    const timeoutMs = Math.min(...batchesMs) / 2;
    const refusals: SlcError[] = [];
    for (let i = 0; i < 50; i++) {
      refusals.push(await client.classify(noImage, { timeoutMs }).catch((error) => error));
    }
    client.close();
    expect([...new Set(refusals.map(({ code }) => code))]).toEqual(['deadline_exceeded']);
    // The client's own clock says the same in other words, and may be first on a busy machine.
    const byWorker = refusals.filter(({ message }) =>
      message.startsWith('The answer cannot be ready in time'),
    );
    expect(byWorker.length).toBeGreaterThan(10);
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
  afterEach(() => expectNormal(stack));
  afterAll(() => stack.close());

  it('the only engine killed while it is idle: the next request is answered by its successor', async () => {
    const pid = firstPid(stack.engines());
    process.kill(pid, 'SIGKILL');
    expect(tally([await ask(stack.base)])).toEqual({ [OK]: 1 });
    expect(stack.engines()).not.toContain(pid);
  });

  it('the only engine stopped: readiness turns red and says why, and green when it is replaced', async () => {
    const pid = firstPid(stack.engines());
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
    expect(stack.engines()).not.toContain(pid);
  });

  it('the only engine killed under a stream: each image gets one outcome', async () => {
    const client = createClassifierClient({ address: stack.address, maxMessageBytes: 1024 * 1024 });
    const seen = new Map<string, string>();
    const images = Array.from({ length: 150 }, (_, i) => ({ id: String(i), image: DRAWING }));
    for await (const { id, error } of client.classifyStream(images)) {
      expect(seen.has(id)).toBe(false);
      seen.set(id, error?.code ?? 'ok');
      if (seen.size === 40) for (const pid of stack.engines()) process.kill(pid, 'SIGKILL');
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
      expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(DEADLINE_MS);
    },
  );
});
