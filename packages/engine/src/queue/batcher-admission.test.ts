import { describe, expect, it } from 'vitest';
import { handRunBatcher, settle } from '../../tests/hand-run-batcher.js';
import { ByteBudget } from './byte-budget.js';

describe('a batcher’s admission', () => {
  it('refuses an image that the bytes held leave no room for, and counts only bytes that are still held', () => {
    const bytes = new ByteBudget(100);
    const { batcher, counts, add } = handRunBatcher({ bytes });
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

  it('gives several places or none, and counts nothing where it gives none', () => {
    const { batcher, counts } = handRunBatcher({ limit: 4 });
    const asked = (count: number) => Array.from({ length: count }, () => ({ bytes: 10 }));
    const three = batcher.reserveAll(asked(3));
    expect([three?.length, batcher.depth]).toEqual([3, 3]);
    expect(batcher.reserveAll(asked(2))).toBeNull();
    expect([batcher.depth, counts.shed]).toEqual([3, 0]);
    for (const place of three ?? []) place.release();
    expect(batcher.reserveAll(asked(4))).toHaveLength(4);
    expect(batcher.depth).toBe(4);
  });

  it('keeps no place where the signal aborts or the time is too short for one of several', async () => {
    const { batcher, batches, add, advance } = handRunBatcher();
    const first = add(1);
    advance(40);
    batches[0]?.finish();
    await first;
    const late = [{ bytes: 10 }, { bytes: 10, timeoutMs: 39 }];
    expect(() => batcher.reserveAll(late)).toThrow(expect.objectContaining({ code: 'deadline_exceeded' }));
    const aborted = [{ bytes: 10 }, { bytes: 10, signal: AbortSignal.abort() }];
    expect(() => batcher.reserveAll(aborted)).toThrow(expect.objectContaining({ code: 'cancelled' }));
    expect(batcher.depth).toBe(0);
  });

  it('does not count what is not to be counted as cancelled', async () => {
    const { batcher, counts } = handRunBatcher();
    batcher.setConcurrency(0);
    const leaving = new AbortController();
    const request = { bytes: 10, signal: leaving.signal, isCounted: false };
    const [filled, held] = [batcher.reserve(request).submit(1, 10), batcher.reserve(request)];
    leaving.abort();
    await expect(filled).rejects.toMatchObject({ code: 'cancelled' });
    held.release();
    await expect(batcher.reserveInTurn(request)).rejects.toMatchObject({ code: 'cancelled' });
    expect([batcher.depth, counts.cancelled]).toEqual([0, 0]);
    batcher.countCancelled();
    expect(counts.cancelled).toBe(1);
  });

  it('shares its bytes with the other queues of the process, and takes room that they leave', async () => {
    const bytes = new ByteBudget(100);
    const [one, other] = [handRunBatcher({ bytes }).batcher, handRunBatcher({ bytes }).batcher];
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
    const { batcher, batches, counts, add, advance } = handRunBatcher();
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
    const { batcher, batches, counts, add, advance } = handRunBatcher();
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
    const { batcher, counts } = handRunBatcher({ limit: 1 });
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
    const { batcher, batches } = handRunBatcher();
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
    const { batcher, add } = handRunBatcher({ bytes: new ByteBudget(100) });
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
    const { batcher } = handRunBatcher({ bytes: new ByteBudget(100) });
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

  it('offers the place of a caller that left to callers that wait for one', async () => {
    const { batcher } = handRunBatcher({ limit: 1 });
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
    const { batcher, advance } = handRunBatcher({ limit: 1 });
    const place = batcher.reserve({ bytes: 10 });
    const inLine = batcher.reserveInTurn({ bytes: 10, timeoutMs: 50 });
    advance(60);
    place.release();
    await expect(inLine).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });
});
