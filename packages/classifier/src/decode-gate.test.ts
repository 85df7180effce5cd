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

  it('bounds the pixels, and lets no small image pass a big one that waits', async () => {
    const { enter, entered, leave, settle } = watch(createDecodeGate({ slots: 9, pixels: 100 }));
    void enter('small', 10);
    void enter('big', 95);
    void enter('next', 1);
    await settle();
    expect(entered).toEqual(['small']);
    leave('small');
    await settle();
    expect(entered).toEqual(['small', 'big', 'next']);
  });

  it('lets one in alone that is bigger than everything', async () => {
    const { enter, entered, settle } = watch(createDecodeGate({ slots: 2, pixels: 100 }));
    void enter('huge', 101);
    void enter('small', 1);
    await settle();
    expect(entered).toEqual(['huge']);
  });

  it('lets whoever waits leave at once', async () => {
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
