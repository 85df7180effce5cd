import { describe, expect, it } from 'vitest';
import { warmUp } from './warm-up.js';

/** An engine whose batches take so much processor time, by their size, and the sizes that it was given. */
function engineThatTakes(cpuMsOf: (size: number) => number) {
  const sizes: number[] = [];
  return {
    sizes,
    async infer(images: readonly Uint8Array[]) {
      sizes.push(images.length);
      // Safe: what a warm-up infers is not read.
      return {} as never;
    },
    cpuMs: () => cpuMsOf(sizes.at(-1) ?? 0),
  };
}

const OPTIONS = { device: 'cpu', threads: 1, batchMaxSize: 8, input: { width: 2, height: 2 } } as const;

describe('the warm-up of an engine on a CPU', () => {
  it('pairs the images of a big network that gains nothing itself, for what is around it', async () => {
    const engine = engineThatTakes((size) => 60 * size);
    expect(await warmUp(engine, OPTIONS)).toMatchObject({ largestBatch: 2 });
    expect(Math.max(...engine.sizes)).toBe(4);
  });

  it('leaves single images where pairs of them cost the network more than they save around it', async () => {
    const engine = engineThatTakes((size) => (size === 1 ? 60 : 62 * size));
    expect(await warmUp(engine, OPTIONS)).toMatchObject({ largestBatch: 1 });
    expect(Math.max(...engine.sizes)).toBe(2);
  });

  it('doubles the batch as long as that saves time', async () => {
    const engine = engineThatTakes((size) => (size <= 4 ? 60 * size ** 0.8 : 60 * size));
    expect(await warmUp(engine, OPTIONS)).toMatchObject({ largestBatch: 4 });
  });

  it('goes to the largest batch that is allowed, be it no power of two', async () => {
    const engine = engineThatTakes((size) => 60 * size ** 0.5);
    expect(await warmUp(engine, { ...OPTIONS, batchMaxSize: 6 })).toMatchObject({ largestBatch: 6 });
  });

  it('keeps whole batches of a small network, which save what surrounds it', async () => {
    const engine = engineThatTakes((size) => 5 * size);
    expect(await warmUp(engine, OPTIONS)).toMatchObject({ largestBatch: 8 });
  });

  it('keeps whole batches for several threads, which share their work', async () => {
    const engine = engineThatTakes((size) => 60 * size);
    expect(await warmUp(engine, { ...OPTIONS, threads: 2 })).toMatchObject({ largestBatch: 8 });
    expect(engine.sizes).toEqual([8]);
  });
});
