import { describe, expect, it } from 'vitest';
import { handRunBatcher, settle } from '../../tests/hand-run-batcher.js';

describe('a batcher', () => {
  it('runs a lone input at once', () => {
    const { add, batches } = handRunBatcher();
    void add(1);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1]]);
  });

  it('fills batches by itself while the engine is busy, in order, and gives each its own output', async () => {
    const { add, batches } = handRunBatcher();
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
    const { batcher, batches, add, advance } = handRunBatcher();
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
    const first = handRunBatcher();
    const arriving = first.batcher.reserve({ bytes: 10 });
    void first.add(1);
    void arriving.submit(2, 1);
    expect(first.batches.map(({ inputs }) => inputs)).toEqual([[1, 2]]);

    const second = handRunBatcher();
    const failing = second.batcher.reserve({ bytes: 10 });
    void second.add(1);
    failing.release();
    failing.release();
    expect(second.batches.map(({ inputs }) => inputs)).toEqual([[1]]);
  });

  it('shares what waits evenly among the engines that are free', () => {
    const { batcher, batches, add } = handRunBatcher();
    batcher.setConcurrency(0);
    for (const input of [1, 2, 3, 4, 5]) void add(input);
    batcher.setConcurrency(2);
    expect(batches.map(({ inputs }) => inputs)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('does not wait for an image that another free engine can take', () => {
    const { batcher, batches, add } = handRunBatcher();
    batcher.setConcurrency(2);
    const arriving = batcher.reserve({ bytes: 10 });
    void add(1);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1]]);
    void arriving.submit(2, 1);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1], [2]]);
  });

  it('refuses at once when all places are taken, and says when to come again', () => {
    const { batcher, counts } = handRunBatcher({ limit: 2 });
    const places = [batcher.reserve({ bytes: 10 }), batcher.reserve({ bytes: 10 })];
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(
      expect.objectContaining({ code: 'overloaded', retryAfterMs: 100 }),
    );
    expect(counts.shed).toBe(1);
    places[0]?.release();
    expect(() => batcher.reserve({ bytes: 10 })).not.toThrow();
  });

  it('lets in no more than the limit’s worth of work: a running image counts until it is answered', async () => {
    const { add, batcher, batches } = handRunBatcher({ limit: 9 });
    const inputs = Array.from({ length: 9 }, (_, i) => add(i));
    expect(batcher.depth).toBe(8);
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/places taken in its queue: 8\)/);
    batches[0]?.finish();
    await inputs[0];
    expect(batcher.depth).toBe(5);
    const next = add(9);
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/places taken in its queue: 6\)/);
    for (const i of [1, 2, 3, 4]) {
      batches[i]?.finish();
      await settle();
    }
    await Promise.all([...inputs, next]);
    expect(batches.map(({ inputs: { length } }) => length)).toEqual([1, 3, 3, 3]);
  });

  it('lets two batches for each engine wait, within the limit, however many run', () => {
    const { add, batcher, batches } = handRunBatcher({ limit: 9 });
    batcher.setConcurrency(2);
    const decoding = Array.from({ length: 6 }, () => batcher.reserve({ bytes: 10 }));
    for (const [input, place] of decoding.entries()) void place.submit(input, 10);
    expect(batches.map(({ inputs }) => inputs)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    for (let input = 6; input < 15; input++) void add(input);
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/places taken in its queue: 9\)/);
  });

  it('lets a cancelled input leave the queue at once, and never runs it', async () => {
    const { add, batcher, batches, counts } = handRunBatcher();
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
    const { add } = handRunBatcher();
    void add(1);
    const late = add(2, AbortSignal.timeout(1));
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('fails the callers of a failed batch, and no others', async () => {
    const { add, batches } = handRunBatcher();
    const [first, second] = [add(1), add(2)];
    batches[0]?.fail(new Error('boom'));
    await expect(first).rejects.toThrow('boom');
    batches[1]?.finish();
    expect((await second).output).toBe(20);
  });

  it('holds everything while no engine lives', () => {
    const { add, batcher, batches } = handRunBatcher();
    batcher.setConcurrency(0);
    void add(1);
    void add(2);
    expect(batches).toHaveLength(0);
    batcher.setConcurrency(1);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[1, 2]]);
  });

  it('counts the places of images that run again', async () => {
    const died = new Error('died');
    const { batcher, batches } = handRunBatcher({ limit: 2, mayRunAgain: (error) => error === died });
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
    const { batcher, batches, counts, add, advance } = handRunBatcher();
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
    const { batcher, counts } = handRunBatcher();
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
    const { add, batches } = handRunBatcher({ mayRunAgain: (error) => error === died });
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
    const { batcher, batches, add, advance } = handRunBatcher();
    batcher.setConcurrency(0);
    const waiting = add(1);
    advance(10_000);
    await expect(waiting).rejects.toMatchObject({ code: 'model_not_ready' });
    batcher.setConcurrency(1);
    void add(3);
    expect(batches.map(({ inputs }) => inputs)).toEqual([[3]]);
  });

  it('also rejects callers that wait for a place then, refuses others at once, and lets nothing run again', async () => {
    const { batcher, batches, advance } = handRunBatcher({ limit: 2, mayRunAgain: () => true });
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

  it('rejects what waits when it closes, and everything after that', async () => {
    const { add, batcher } = handRunBatcher();
    batcher.setConcurrency(0);
    const waiting = add(1);
    batcher.close();
    batcher.close();
    await expect(waiting).rejects.toMatchObject({ code: 'model_not_ready' });
    expect(() => batcher.reserve({ bytes: 10 })).toThrow(/stopping/);
  });
});
