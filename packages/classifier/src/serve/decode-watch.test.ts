import { describe, expect, it } from 'vitest';
import { createDecodeGate } from './decode-gate.js';
import { STALL_MS, watchDecodeGate } from './decode-watch.js';

/** A gate of two slots, on a clock that the test sets. */
function setUp() {
  const seen: boolean[] = [];
  let timers: { callback: () => void; atMs: number }[] = [];
  let nowMs = 1_000;
  const gate = watchDecodeGate(createDecodeGate({ slots: 2, pixels: 100 }), {
    slots: 2,
    now: () => nowMs,
    setTimer: (callback, delayMs) => timers.push({ callback, atMs: nowMs + delayMs }),
  });
  gate.onStalled((isStalled) => seen.push(isStalled));
  return {
    seen,
    timers: () => timers.length,
    enter: (signal?: AbortSignal) => gate.enter(1, signal),
    async advance(ms: number) {
      await settle();
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { callback } of due) callback();
    },
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a watched decode gate', () => {
  it('is stalled when an image waits and none has left for a while, until one leaves', async () => {
    const { enter, advance, seen } = setUp();
    const [leave] = await Promise.all([enter(), enter()]);
    const waiting = enter();
    await advance(STALL_MS - 1);
    expect(seen).toEqual([]);
    await advance(1);
    expect(seen).toEqual([true]);
    leave();
    expect(seen).toEqual([true, false]);
    await waiting;
  });

  it('is not stalled while images leave, however many wait', async () => {
    const { enter, advance, seen, timers } = setUp();
    const leave: (() => void)[] = [];
    for (let i = 0; i < 20; i++) void enter().then((leaving) => leave.push(leaving));
    for (let i = 0; i < 18; i++) {
      await advance(STALL_MS - 1);
      expect(timers()).toBe(1);
      leave[i]?.();
    }
    expect(seen).toEqual([]);
  });

  it('is not stalled when no image waits', async () => {
    const { enter, advance, seen } = setUp();
    await Promise.all([enter(), enter()]);
    await advance(10 * STALL_MS);
    expect(seen).toEqual([]);
  });

  it('is not stalled while a slot is free', async () => {
    const { enter, advance, seen } = setUp();
    await enter();
    await advance(10 * STALL_MS);
    await enter();
    await advance(STALL_MS - 1);
    expect(seen).toEqual([]);
  });

  it('is stalled for an image that comes when nothing has moved for a while', async () => {
    const { enter, advance, seen } = setUp();
    await Promise.all([enter(), enter()]);
    await advance(2 * STALL_MS);
    void enter();
    expect(seen).toEqual([true]);
  });

  it('is not stalled for an image whose caller has gone', async () => {
    const { enter, advance, seen } = setUp();
    await Promise.all([enter(), enter()]);
    const controller = new AbortController();
    const waiting = enter(controller.signal);
    await settle();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await advance(2 * STALL_MS);
    expect(seen).toEqual([]);
  });

  it('stays stalled when the waiting callers have gone: the next image would wait too', async () => {
    const { enter, advance, seen } = setUp();
    await Promise.all([enter(), enter()]);
    const controller = new AbortController();
    const waiting = enter(controller.signal);
    await advance(STALL_MS);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toEqual([true]);
  });
});
