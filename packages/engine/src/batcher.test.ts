import { describe, expect, it } from 'vitest';
import { type BatcherOptions, createBatcher } from './batcher.js';

/** A batcher whose batches the test finishes by hand, on a clock that the test turns. */
function setUp(changes: Partial<BatcherOptions<number, number>> = {}) {
  const batches: { inputs: readonly number[]; finish(): void; fail(error: Error): void }[] = [];
  const counts = { shed: 0, cancelled: 0 };
  const timers = new Set<{ callback: () => void; atMs: number }>();
  let nowMs = 0;
  const batcher = createBatcher<number, number>({
    maxBatchSize: 3,
    maxDelayMs: 5,
    limit: 6,
    run: (inputs) =>
      new Promise((resolve, reject) => {
        batches.push({ inputs, finish: () => resolve(inputs.map((x) => x * 10)), fail: reject });
      }),
    onShed: () => counts.shed++,
    onCancel: () => counts.cancelled++,
    now: () => nowMs,
    setTimer(callback, delayMs) {
      const timer = { callback, atMs: nowMs + delayMs };
      timers.add(timer);
      return { cancel: () => timers.delete(timer) };
    },
    ...changes,
  });
  batcher.setConcurrency(1);
  return {
    batcher,
    batches,
    counts,
    add: (input: number, signal?: AbortSignal) => batcher.reserve().submit(input, signal),
    advance(ms: number) {
      nowMs += ms;
      for (const timer of [...timers]) {
        if (timer.atMs > nowMs) continue;
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}

describe('a batcher', () => {
  it('runs a lone input at once', () => {
    const { add, batches } = setUp();
    void add(1);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1]]);
  });

  it('fills batches by itself while the engine is busy, in order, and gives each its own output', async () => {
    const { add, batches } = setUp();
    const results = [1, 2, 3, 4, 5].map((input) => add(input));
    batches[0]?.finish();
    await results[0];
    batches[1]?.finish();
    await results[3];
    batches[2]?.finish();
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1], [2, 3, 4], [5]]);
    expect((await Promise.all(results)).map(({ output }) => output)).toEqual([10, 20, 30, 40, 50]);
  });

  it('waits for images that are being decoded, but no longer than the delay', () => {
    const { batcher, batches, add, advance } = setUp();
    const decoding = batcher.reserve();
    void add(1);
    expect(batches).toHaveLength(0);
    advance(4.9);
    expect(batches).toHaveLength(0);
    advance(0.1);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1]]);
    decoding.release();
  });

  it('stops waiting when the last one being decoded arrives, or gives up', () => {
    const first = setUp();
    const arriving = first.batcher.reserve();
    void first.add(1);
    void arriving.submit(2);
    expect(first.batches.map(({ inputs }) => inputs)).toEqual([[1, 2]]);

    const second = setUp();
    const failing = second.batcher.reserve();
    void second.add(1);
    failing.release();
    failing.release();
    expect(second.batches.map(({ inputs }) => inputs)).toEqual([[1]]);
  });

  it('refuses at once when all places are taken, and says when to come again', () => {
    const { batcher, counts } = setUp({ limit: 2 });
    const places = [batcher.reserve(), batcher.reserve()];
    expect(() => batcher.reserve()).toThrow(
      expect.objectContaining({ code: 'overloaded', retryAfterMs: 100 }),
    );
    expect(counts.shed).toBe(1);
    places[0]?.release();
    expect(() => batcher.reserve()).not.toThrow();
  });

  it('lets a cancelled input leave the queue at once, and never runs it', async () => {
    const { add, batcher, batches, counts } = setUp();
    const first = add(1);
    const controller = new AbortController();
    const cancelled = add(2, controller.signal);
    const last = add(3);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(batcher.depth).toBe(1);
    batches[0]?.finish();
    await first;
    batches[1]?.finish();
    await last;
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1], [3]]);
    expect(counts.cancelled).toBe(1);
  });

  it('tells a passed deadline from a caller that left', async () => {
    const { add } = setUp();
    void add(1);
    const late = add(2, AbortSignal.timeout(1));
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('fails the callers of a failed batch, and nobody else', async () => {
    const { add, batches } = setUp();
    const [first, second] = [add(1), add(2)];
    batches[0]?.fail(new Error('boom'));
    await expect(first).rejects.toThrow('boom');
    batches[1]?.finish();
    expect((await second).output).toBe(20);
  });

  it('holds everything while no engine lives', () => {
    const { add, batcher, batches } = setUp();
    batcher.setConcurrency(0);
    void add(1);
    void add(2);
    expect(batches).toHaveLength(0);
    batcher.setConcurrency(2);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1, 2]]);
  });

  it('rejects what waits when it closes, and everything after', async () => {
    const { add, batcher } = setUp();
    batcher.setConcurrency(0);
    const waiting = add(1);
    batcher.close();
    batcher.close();
    await expect(waiting).rejects.toMatchObject({ code: 'model_not_ready' });
    expect(() => batcher.reserve()).toThrow(/stopping/);
  });
});
