import { describe, expect, it } from 'vitest';
import { createDecodeGate } from './decode-gate.js';
import { STALL_MS, watchDecodeGate } from './decode-watch.js';

/** A gate of two slots, on a clock that the test turns. */
function setUp() {
  const told: boolean[] = [];
  let timers: { callback: () => void; atMs: number }[] = [];
  let nowMs = 1_000;
  const gate = watchDecodeGate(createDecodeGate({ slots: 2, pixels: 100 }), {
    slots: 2,
    onChange: (isStalled) => told.push(isStalled),
    now: () => nowMs,
    setTimer: (callback, delayMs) => timers.push({ callback, atMs: nowMs + delayMs }),
  });
  return {
    told,
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
    const { enter, advance, told } = setUp();
    const [leave] = await Promise.all([enter(), enter()]);
    const waiting = enter();
    await advance(STALL_MS - 1);
    expect(told).toEqual([]);
    await advance(1);
    expect(told).toEqual([true]);
    leave();
    expect(told).toEqual([true, false]);
    await waiting;
  });

  it('is not stalled while images leave, however many wait', async () => {
    const { enter, advance, told, timers } = setUp();
    const leave: (() => void)[] = [];
    for (let i = 0; i < 20; i++) void enter().then((leaving) => leave.push(leaving));
    for (let i = 0; i < 18; i++) {
      await advance(STALL_MS - 1);
      expect(timers()).toBe(1);
      leave[i]?.();
    }
    expect(told).toEqual([]);
  });

  it('is not stalled when no image waits', async () => {
    const { enter, advance, told } = setUp();
    await Promise.all([enter(), enter()]);
    await advance(10 * STALL_MS);
    expect(told).toEqual([]);
  });

  it('is not stalled while a slot is free', async () => {
    const { enter, advance, told } = setUp();
    await enter();
    await advance(10 * STALL_MS);
    await enter();
    await advance(STALL_MS - 1);
    expect(told).toEqual([]);
  });

  it('tells one who comes when nothing has moved for a while', async () => {
    const { enter, advance, told } = setUp();
    await Promise.all([enter(), enter()]);
    await advance(2 * STALL_MS);
    void enter();
    expect(told).toEqual([true]);
  });

  it('is not stalled for an image whose caller has gone', async () => {
    const { enter, advance, told } = setUp();
    await Promise.all([enter(), enter()]);
    const controller = new AbortController();
    const waiting = enter(controller.signal);
    await settle();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await advance(2 * STALL_MS);
    expect(told).toEqual([]);
  });

  it('stays stalled when those who wait have gone: whoever comes next would wait too', async () => {
    const { enter, advance, told } = setUp();
    await Promise.all([enter(), enter()]);
    const controller = new AbortController();
    const waiting = enter(controller.signal);
    await advance(STALL_MS);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(told).toEqual([true]);
  });
});
