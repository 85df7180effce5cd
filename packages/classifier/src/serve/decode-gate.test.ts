import { describe, expect, it } from 'vitest';
import { createDecodeGate } from './decode-gate.js';

/** What has entered so far, in order; `settle` lets the promises run. */
function watch(gate: ReturnType<typeof createDecodeGate>) {
  const entered: string[] = [];
  const leave = new Map<string, () => void>();
  return {
    entered,
    leave: (name: string) => leave.get(name)?.(),
    enter: (name: string, pixels: number, signal?: AbortSignal) =>
      gate.enter(pixels, signal).then((leaving) => {
        entered.push(name);
        leave.set(name, leaving);
      }),
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('a decode gate', () => {
  it('lets in as many as there are slots, the rest in their order', async () => {
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots: 2, pixels: 100 }));
    for (const name of ['a', 'b', 'c', 'd']) void enter(name, 1);
    await settle();
    expect(entered).toEqual(['a', 'b']);
    leave('b');
    await settle();
    expect(entered).toEqual(['a', 'b', 'c']);
  });

  it('bounds the pixels of large images, and lets none of them pass another that waits', async () => {
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots: 4, pixels: 100 }));
    for (const [name, pixels] of Object.entries({ a: 60, b: 50, c: 30 })) void enter(name, pixels);
    await settle();
    expect(entered).toEqual(['a']);
    leave('a');
    await settle();
    expect(entered).toEqual(['a', 'b', 'c']);
  });

  it('lets small images pass a large one that waits for another', async () => {
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots: 2, pixels: 100 }));
    void enter('large', 98);
    void enter('next large', 98);
    void enter('small', 50);
    void enter('next small', 1);
    await settle();
    expect(entered).toEqual(['large', 'small']);
    leave('small');
    await settle();
    expect(entered).toEqual(['large', 'small', 'next small']);
  });

  it('keeps a slot for small images, however many large ones wait', async () => {
    const { enter, entered, settle } = watch(createDecodeGate({ slots: 4, pixels: 100 }));
    for (const name of ['a', 'b', 'c', 'd']) void enter(name, 26);
    void enter('small', 25);
    await settle();
    expect(entered).toEqual(['a', 'b', 'c', 'small']);
  });

  it('lets a large image in at the next free slot, although small ones keep coming', async () => {
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots: 2, pixels: 100 }));
    for (const name of ['a', 'b']) void enter(name, 1);
    void enter('large', 98);
    for (const name of ['c', 'd']) void enter(name, 1);
    await settle();
    leave('a');
    await settle();
    expect(entered).toEqual(['a', 'b', 'large']);
  });

  it('never holds more than it promises, and lets everything in that comes', async () => {
    const slots = 4;
    const pixels = 100;
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots, pixels }));
    const sizes = Array.from({ length: 200 }, (_, index) => 1 + ((index * 37) % pixels));
    for (const [index, size] of sizes.entries()) void enter(String(index), size);
    for (let left = 0; left < sizes.length; left++) {
      await settle();
      const inside = entered.slice(left);
      expect(inside.length).toBeLessThanOrEqual(slots);
      expect(sum(inside.map((name) => sizes[Number(name)] ?? 0))).toBeLessThanOrEqual(
        pixels + ((slots - 1) * pixels) / slots,
      );
      leave(entered[left] ?? '');
    }
    expect(entered).toHaveLength(sizes.length);
  });

  it('lets one of more pixels than it has in when no other large one is inside', async () => {
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots: 2, pixels: 100 }));
    for (const name of ['huge', 'next huge']) void enter(name, 101);
    void enter('small', 1);
    await settle();
    expect(entered).toEqual(['huge', 'small']);
    leave('huge');
    await settle();
    expect(entered).toEqual(['huge', 'small', 'next huge']);
  });

  it('lets in an image that was held up only by one whose caller left', async () => {
    const { enter, entered, settle } = watch(createDecodeGate({ slots: 4, pixels: 100 }));
    const controller = new AbortController();
    void enter('a', 60);
    const left = enter('b', 50, controller.signal);
    void enter('c', 30);
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(entered).toEqual(['a', 'c']);
  });

  it('lets a waiting caller leave at once', async () => {
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots: 1, pixels: 100 }));
    const controller = new AbortController();
    void enter('a', 1);
    const left = enter('b', 1, controller.signal);
    void enter('c', 1);
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    await expect(enter('d', 1, AbortSignal.timeout(0))).rejects.toMatchObject({ code: 'deadline_exceeded' });
    leave('a');
    await settle();
    expect(entered).toEqual(['a', 'c']);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
