import { describe, expect, it } from 'vitest';
import { Batcher, type BatcherOptions } from './batcher.js';
import { ByteBudget } from './byte-budget.js';

/** A batcher whose batches the test finishes by hand, on a clock that the test turns. */
function setUp(changes: Partial<BatcherOptions<number, number>> = {}) {
  const batches: { inputs: readonly number[]; finish(): void; fail(error: Error): void }[] = [];
  const counts = { shed: 0, cancelled: 0 };
  const timers = new Set<{ callback: () => void; atMs: number }>();
  let nowMs = 0;
  const batcher = new Batcher<number, number>({
    maxBatchSize: 3,
    maxDelayMs: 5,
    limit: 6,
    bytes: new ByteBudget(1_000),
    maxOutageMs: 10_000,
    run: (inputs) =>
      new Promise((resolve, reject) => {
        batches.push({ inputs, finish: () => resolve(inputs.map((x) => x * 10)), fail: reject });
      }),
    events: { shed: () => counts.shed++, cancelled: () => counts.cancelled++ },
    clock: {
      now: () => nowMs,
      setTimer(callback, delayMs) {
        const timer = { callback, atMs: nowMs + delayMs };
        timers.add(timer);
        return { cancel: () => timers.delete(timer) };
      },
    },
    ...changes,
  });
  batcher.setConcurrency(1);
  return {
    batcher,
    batches,
    counts,
    add: (input: number, signal?: AbortSignal) => batcher.reserve({ bytes: 10, signal }).submit(input, 1),
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

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
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
    const decoding = batcher.reserve({ bytes: 10 });
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
    const arriving = first.batcher.reserve({ bytes: 10 });
    void first.add(1);
    void arriving.submit(2, 1);
    expect(first.batches.map(({ inputs }) => inputs)).toEqual([[1, 2]]);

    const second = setUp();
    const failing = second.batcher.reserve({ bytes: 10 });
    void second.add(1);
    failing.release();
    failing.release();
    expect(second.batches.map(({ inputs }) => inputs)).toEqual([[1]]);
  });

  it('refuses at once when all places are taken, and says when to come again', () => {
    const { batcher, counts } = setUp({ limit: 2 });
    const places = [batcher.reserve({ bytes: 10 }), batcher.reserve({ bytes: 10 })];
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(
      expect.objectContaining({ code: 'overloaded', retryAfterMs: 100 }),
    );
    expect(counts.shed).toBe(1);
    places[0]?.release();
    expect(() => batcher.reserve({ bytes: 10 })).not.toThrow();
  });

  it('lets in no more than the limit’s worth of work: a running image counts until it is answered', async () => {
    const { add, batcher, batches } = setUp({ limit: 9 });
    const inputs = Array.from({ length: 9 }, (_, i) => add(i));
    expect(batcher.depth).toBe(8);
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/8 images are waiting already/);
    batches[0]?.finish();
    await inputs[0];
    expect(batcher.depth).toBe(5);
    const next = add(9);
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/6 images are waiting already/);
    for (const i of [1, 2, 3, 4]) {
      batches[i]?.finish();
      await settle();
    }
    await Promise.all([...inputs, next]);
    expect(batches.map(({ inputs: { length } }) => length)).toEqual([1, 3, 3, 3]);
  });

  it('lets two batches for each engine wait, within the limit, however many run', () => {
    const { add, batcher, batches } = setUp({ limit: 9 });
    batcher.setConcurrency(2);
    const decoding = Array.from({ length: 6 }, () => batcher.reserve({ bytes: 10 }));
    for (const [input, place] of decoding.entries()) void place.submit(input, 10);
    expect(batches.map(({ inputs }) => inputs)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    for (let input = 6; input < 15; input++) void add(input);
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/9 images are waiting already/);
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

  it('distinguishes a passed deadline from a caller that left', async () => {
    const { add } = setUp();
    void add(1);
    const late = add(2, AbortSignal.timeout(1));
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('fails the callers of a failed batch, and no others', async () => {
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

  it('refuses an image that the bytes held leave no room for, and counts only bytes that are still held', () => {
    const bytes = new ByteBudget(100);
    const { batcher, counts, add } = setUp({ bytes });
    batcher.setConcurrency(0);
    const place = batcher.reserve({ bytes: 90 });
    expect(() => batcher.reserve({ bytes: 11 })).toThrow(expect.objectContaining({ code: 'overloaded' }));
    expect(counts.shed).toBe(1);
    void place.submit(1, 5);
    expect(bytes.heldBytes).toBe(5);
    batcher.reserve({ bytes: 95 }).release();
    expect(bytes.heldBytes).toBe(5);
    batcher.setConcurrency(1);
    expect(bytes.heldBytes).toBe(0);
    batcher.reserve({ bytes: 1_000 }).release();
    void add(2);
  });

  it('shares its bytes with the other queues of the process, and takes room that they leave', async () => {
    const bytes = new ByteBudget(100);
    const [one, other] = [setUp({ bytes }).batcher, setUp({ bytes }).batcher];
    const place = one.reserve({ bytes: 90 });
    expect(() => other.reserve({ bytes: 11 })).toThrow(expect.objectContaining({ code: 'overloaded' }));
    const waiting = other.reserveInTurn({ bytes: 40 });
    await settle();
    expect(bytes.heldBytes).toBe(90);
    place.release();
    (await waiting).release();
    other.setConcurrency(0);
    const kept = other.reserve({ bytes: 70 }).submit(1, 70);
    const last = one.reserveInTurn({ bytes: 40 });
    other.close();
    await expect(kept).rejects.toMatchObject({ code: 'model_not_ready' });
    (await last).release();
    expect(bytes.heldBytes).toBe(0);
  });

  it('refuses an image that even an empty queue could not answer in time, once it knows how fast batches are', async () => {
    const { batcher, batches, counts, add, advance } = setUp();
    const first = add(1);
    expect(() => batcher.reserve({ bytes: 10, timeoutMs: 1 }).release()).not.toThrow();
    advance(40);
    batches[0]?.finish();
    await first;
    const late = expect.objectContaining({
      code: 'deadline_exceeded',
      message: expect.stringContaining('at least 40 ms, 39 are left'),
    });
    expect(() => batcher.reserve({ bytes: 10, timeoutMs: 39 })).toThrow(late);
    batcher.reserve({ bytes: 10, timeoutMs: 41 }).release();
    expect(counts).toEqual({ shed: 0, cancelled: 0 });
    // An old estimate refuses no image.
    advance(10_001);
    batcher.reserve({ bytes: 10, timeoutMs: 1 }).release();
  });

  it('is overloaded for a caller whose time the queue takes, and too late for a caller that waits in turn', async () => {
    const { batcher, batches, counts, add, advance } = setUp();
    const first = add(1);
    advance(40);
    batches[0]?.finish();
    await first;
    void add(2);
    void add(3);
    expect(() => batcher.reserve({ bytes: 10, timeoutMs: 79 })).toThrow(
      expect.objectContaining({ code: 'overloaded', retryAfterMs: 40 }),
    );
    expect(counts.shed).toBe(1);
    batcher.reserve({ bytes: 10, timeoutMs: 81 }).release();
    await expect(batcher.reserveInTurn({ bytes: 10, timeoutMs: 79 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining('at least 80 ms, 79 are left'),
    });
    expect(counts).toEqual({ shed: 1, cancelled: 0 });
  });

  it('gives a free place to a caller that waits for one, and refuses callers that do not wait', async () => {
    const { batcher, counts } = setUp({ limit: 1 });
    const place = batcher.reserve({ bytes: 10 });
    const controller = new AbortController();
    const leaving = batcher.reserveInTurn({ bytes: 10, signal: controller.signal });
    const patient = batcher.reserveInTurn({ bytes: 10 });
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/busy/);
    controller.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    place.release();
    (await patient).release();
    expect(batcher.depth).toBe(0);
    expect(counts).toEqual({ shed: 1, cancelled: 1 });

    batcher.reserve({ bytes: 10 });
    const tooLate = batcher.reserveInTurn({ bytes: 10 });
    batcher.close();
    await expect(tooLate).rejects.toMatchObject({ code: 'model_not_ready' });
  });

  it('keeps half of the places for callers that do not wait for one, however many others wait', async () => {
    const { batcher, batches } = setUp();
    batcher.setConcurrency(0);
    const filled: number[] = [];
    const inTurn = Array.from({ length: 8 }, async (_, i) => {
      const place = await batcher.reserveInTurn({ bytes: 10 });
      filled.push(i);
      return await place.submit(i, 10);
    });
    await settle();
    expect(filled).toEqual([0, 1, 2]);
    const places = Array.from({ length: 3 }, () => batcher.reserve({ bytes: 10 }));
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/busy/);
    for (const place of places) place.release();
    await settle();
    expect(filled).toEqual([0, 1, 2]);

    batcher.setConcurrency(1);
    for (let i = 0; i < 3; i++) {
      await settle();
      batches[i]?.finish();
    }
    await Promise.all(inTurn);
    expect(batches.map(({ inputs }) => inputs)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ]);
  });

  it('keeps half of the bytes for them too, but lets one bigger image at a time have its turn', async () => {
    const { batcher, add } = setUp({ bytes: new ByteBudget(100) });
    batcher.setConcurrency(0);
    const big = await batcher.reserveInTurn({ bytes: 60 });
    const controller = new AbortController();
    const next = batcher.reserveInTurn({ bytes: 1, signal: controller.signal });
    void add(1);
    await settle();
    expect(batcher.depth).toBe(2);
    controller.abort();
    await expect(next).rejects.toMatchObject({ code: 'cancelled' });
    big.release();
    (await batcher.reserveInTurn({ bytes: 50 })).release();
  });

  it('gives a bigger image its turn before smaller ones that came later and would fit', async () => {
    const { batcher } = setUp({ bytes: new ByteBudget(100) });
    const first = await batcher.reserveInTurn({ bytes: 30 });
    const second = await batcher.reserveInTurn({ bytes: 20 });
    const got: string[] = [];
    const big = batcher.reserveInTurn({ bytes: 40 }).finally(() => got.push('big'));
    const small = batcher.reserveInTurn({ bytes: 10 }).finally(() => got.push('small'));
    first.release();
    const latest = batcher.reserveInTurn({ bytes: 10 }).finally(() => got.push('latest'));
    await settle();
    expect(got).toEqual([]);
    second.release();
    for (const place of await Promise.all([big, small])) place.release();
    (await latest).release();
    expect(got).toEqual(['big', 'small', 'latest']);
    expect(batcher.depth).toBe(0);
  });

  it('counts the places of images that run again', async () => {
    const died = new Error('died');
    const { batcher, batches } = setUp({ limit: 2, mayRunAgain: (error) => error === died });
    const first = (await batcher.reserveInTurn({ bytes: 10 })).submit(1, 10);
    batcher.setConcurrency(0);
    batches[0]?.fail(died);
    await settle();
    const second = batcher.reserveInTurn({ bytes: 10 });
    await settle();
    expect(batcher.depth).toBe(1);
    batcher.setConcurrency(1);
    (await second).release();
    batches[1]?.finish();
    expect((await first).output).toBe(10);
  });

  it('drops an image that has become too late before a batch is spent on it', async () => {
    const { batcher, batches, counts, add, advance } = setUp();
    const first = add(1);
    advance(40);
    batches[0]?.finish();
    await first;
    void add(2);
    const impatient = batcher.reserve({ bytes: 10, timeoutMs: 90 }).submit(3, 1);
    void add(4);
    advance(60);
    batches[1]?.finish();
    await expect(impatient).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1], [2], [4]]);
    expect(counts.cancelled).toBe(1);
  });

  it('gives no place to a caller that is gone, and counts a caller that leaves while its image is being decoded', () => {
    const { batcher, counts } = setUp();
    const gone = AbortSignal.abort();
    expect(() => batcher.reserve({ bytes: 10, signal: gone })).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
    const controller = new AbortController();
    const place = batcher.reserve({ bytes: 10, signal: controller.signal });
    controller.abort();
    place.release();
    expect(batcher.depth).toBe(0);
    expect(counts.cancelled).toBe(2);
  });

  it('runs the images again whose engine died: first in the queue, each alone, once', async () => {
    const died = new Error('died');
    const { add, batches } = setUp({ mayRunAgain: (error) => error === died });
    const first = add(0);
    const [a, b, c] = [add(1), add(2), add(3)];
    const last = add(4);
    batches[0]?.finish();
    await first;
    batches[1]?.fail(died);
    await Promise.resolve();
    batches[2]?.finish();
    expect((await a)?.output).toBe(10);
    batches[3]?.fail(died);
    await expect(b).rejects.toBe(died);
    batches[4]?.finish();
    await c;
    batches[5]?.finish();
    await last;
    expect(batches.map(({ inputs }) => inputs)).toEqual([[0], [1, 2, 3], [1], [2], [3], [4]]);
  });

  it('rejects what waits when no engine came back in time, and takes images again when one is back', async () => {
    const { batcher, batches, add, advance } = setUp();
    batcher.setConcurrency(0);
    const waiting = add(1);
    advance(10_000);
    await expect(waiting).rejects.toMatchObject({ code: 'model_not_ready' });
    batcher.setConcurrency(1);
    void add(3);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[3]]);
  });

  it('also rejects callers that wait for a place then, refuses others at once, and lets nothing run again', async () => {
    const { batcher, batches, advance } = setUp({ limit: 2, mayRunAgain: () => true });
    const notReady = expect.objectContaining({ code: 'model_not_ready' });
    const running = batcher.reserve({ bytes: 10 }).submit(1, 1);
    batcher.setConcurrency(0);
    const place = await batcher.reserveInTurn({ bytes: 10 });
    const inLine = batcher.reserveInTurn({ bytes: 10 });
    advance(10_000);
    await expect(Promise.race([inLine, settle()])).rejects.toEqual(notReady);
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(notReady);
    await expect(batcher.reserveInTurn({ bytes: 10 })).rejects.toEqual(notReady);
    await expect(place.submit(2, 1)).rejects.toEqual(notReady);
    batches[0]?.fail(new Error('died'));
    await expect(Promise.race([running, settle()])).rejects.toThrow('died');
    expect(batcher.depth).toBe(0);
    batcher.setConcurrency(1);
    batcher.reserve({ bytes: 10 }).release();
  });

  it('offers the place of a caller that left to callers that wait for one', async () => {
    const { batcher } = setUp({ limit: 1 });
    batcher.setConcurrency(0);
    const controller = new AbortController();
    const filled = batcher.reserve({ bytes: 10, signal: controller.signal }).submit(1, 1);
    const inLine = batcher.reserveInTurn({ bytes: 10 });
    controller.abort();
    await expect(filled).rejects.toMatchObject({ code: 'cancelled' });
    const place = await Promise.race([inLine, settle()]);
    expect(place).toBeDefined();
  });

  it('counts the time that a caller waits for a place', async () => {
    const { batcher, advance } = setUp({ limit: 1 });
    const place = batcher.reserve({ bytes: 10 });
    const inLine = batcher.reserveInTurn({ bytes: 10, timeoutMs: 50 });
    advance(60);
    place.release();
    await expect(inLine).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('rejects what waits when it closes, and everything after that', async () => {
    const { add, batcher } = setUp();
    batcher.setConcurrency(0);
    const waiting = add(1);
    batcher.close();
    batcher.close();
    await expect(waiting).rejects.toMatchObject({ code: 'model_not_ready' });
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/stopping/);
  });
});
