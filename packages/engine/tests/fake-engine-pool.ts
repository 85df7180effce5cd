import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect } from 'vitest';
// Engine processes are forked from built code.
import { type EngineLimits, type EnginePool, type Infer, startEnginePool } from '../dist/index.js';

/** First pixels by which the fake engine knows what to do with a batch. */
export const SLOW = Uint8Array.of(250);
export const CRASH = Uint8Array.of(252);
export const HANG = Uint8Array.of(253);
export const LOSE_DEVICE = Uint8Array.of(248);
export const REFUSE = Uint8Array.of(251);
export const WITHOUT_EMBEDDING = Uint8Array.of(249);

export const LIMITS: EngineLimits = {
  batchTimeoutMs: 10_000,
  silentAfterMs: 10_000,
  residentLimitBytes: Number.POSITIVE_INFINITY,
};

export type EnginePoolOptions = Parameters<typeof startEnginePool>[0];

let pool: EnginePool | undefined;
afterEach(async () => {
  await pool?.close();
});

/** Starts engines that the test’s end closes. */
export async function start(changes: Partial<EnginePoolOptions> = {}): Promise<EnginePool> {
  pool = await startEnginePool({
    moduleUrl: new URL('../fixtures/fake-engine.mjs', import.meta.url),
    compiledModelPath: 'fake',
    processes: 1,
    threads: 1,
    startTimeoutMs: 10_000,
    limits: LIMITS,
    ...changes,
  });
  return pool;
}

export async function logitsOf(infer: Infer, images: readonly Uint8Array[]): Promise<Float32Array> {
  return (await infer(images, ['logits'])).logits;
}

export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await sleep(20);
  expect(condition()).toBe(true);
}
