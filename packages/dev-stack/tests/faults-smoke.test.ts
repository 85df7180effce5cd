import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPid } from '../../engine/tests/processes.js';
import {
  ask,
  BUSY,
  type FaultStack,
  isLinux,
  keepAsking,
  metricOf,
  NOT_READY,
  OK,
  PATIENTLY,
  startFaultStack,
  tally,
  untilReady,
} from './fault-stack.js';

// One short fault of each kind. `npm run test:faults` holds each for a minute, and measures what is left of the service.

describe.skipIf(!isLinux)('the services go on (skipped where there is no /proc)', () => {
  let stack: FaultStack;
  beforeAll(async () => {
    stack = await startFaultStack({ ENGINE_PROCESSES: '2', ENGINE_THREADS: '1', QUEUE_LIMIT: '16' });
  });
  afterAll(() => stack.close());

  // Requests whose callers left may still come to the queue, and the gateway remembers an overload for a moment.
  const expectAnswer = () =>
    expect.poll(async () => tally([await ask(stack.base)]), PATIENTLY).toEqual({ [OK]: 1 });

  it('after an engine is killed under load: an answer for each request, and two engines again', async () => {
    const load = keepAsking(stack.base, 4);
    await expect.poll(() => load.outcomes.length, PATIENTLY).toBeGreaterThan(4);
    process.kill(firstPid(stack.engines()), 'SIGKILL');
    await expect.poll(() => metricOf(stack.worker, 'classifier_engine_restarts_total'), PATIENTLY).toBe(1);
    const { [OK]: answered = 0, [NOT_READY]: _, ...others } = tally(await load.stop());
    expect(others).toEqual({});
    expect(answered).toBeGreaterThan(4);
    await expect.poll(() => stack.engines().length, PATIENTLY).toBe(2);
  });

  it('after overload: an answer, or a refusal with advice, for each request', async () => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => ask(stack.base)));
    expect(Object.keys(tally(outcomes)).toSorted()).toEqual([OK, BUSY]);
    for (const { got, retryAfter } of outcomes)
      if (got === 429) expect(Number(retryAfter)).toBeGreaterThan(0);
  });

  it('after callers went away: no place stays taken', async () => {
    const leaving = Array.from({ length: 32 }, () => ask(stack.base, { signal: AbortSignal.timeout(30) }));
    const { aborted = 0 } = tally(await Promise.all(leaving));
    expect(aborted).toBeGreaterThan(0);
    await expect.poll(() => metricOf(stack.worker, 'classifier_queue_depth'), PATIENTLY).toBe(0);
    await expectAnswer();
  });

  it('after a worker is killed, when another has taken its place', async () => {
    await stack.restartWorker('SIGKILL');
    await untilReady(stack.base);
    await expectAnswer();
  });
});
