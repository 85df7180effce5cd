import { describe, expect, test } from 'vitest';
import { SendWindow } from './send-window.js';

interface SimulatedWorker {
  readonly engines: number;
  readonly batchMaxSize: number;
  /** Time in the network of a batch of so many. */
  inferenceMs(batch: number): number;
  /** Time on the way, there and back. */
  readonly wayMs?: number;
  /** Images of other callers that are always in the queue. */
  readonly others?: number;
}

interface SimulatedImage {
  readonly isOurs: boolean;
  readonly sentAtMs: number;
  readonly filledWindow: boolean;
}

/** Keeps the window full for a while. Gives images a second of the second half, and the window at the end. */
function simulate(worker: SimulatedWorker, forMs = 10_000) {
  const { engines, batchMaxSize, wayMs = 0, others = 0 } = worker;
  const window = new SendWindow();
  const events: { atMs: number; happen(): void }[] = [];
  const at = (atMs: number, happen: () => void) => events.push({ atMs, happen });
  const waiting: SimulatedImage[] = [];
  let [nowMs, underWay, idle, answered] = [0, 0, engines, 0];
  const arrive = (image: SimulatedImage): void => {
    waiting.push(image);
    if (idle > 0) at(nowMs, infer);
  };
  const infer = (): void => {
    if (idle === 0 || waiting.length === 0) return;
    idle--;
    const batch = waiting.splice(0, batchMaxSize);
    const inference = worker.inferenceMs(batch.length);
    at(nowMs + inference, () => {
      idle++;
      for (const image of batch) answer(image, inference);
      infer();
    });
  };
  const answer = (image: SimulatedImage, inference: number): void => {
    if (!image.isOurs) {
      arrive({ ...image, sentAtMs: nowMs });
      return;
    }
    const total = nowMs - image.sentAtMs - wayMs / 2;
    const timingsMs = { queue: total - inference, decode: 0, inference, total };
    at(nowMs + wayMs / 2, () => {
      window.answered({ ...image, latencyMs: total + wayMs, timingsMs });
      underWay--;
      if (nowMs > forMs / 2) answered++;
      send();
    });
  };
  const send = (): void => {
    while (underWay < window.size) {
      underWay++;
      const image = { isOurs: true, sentAtMs: nowMs, filledWindow: underWay >= window.size };
      at(nowMs + wayMs / 2, () => arrive(image));
    }
  };
  for (let i = 0; i < others; i++) arrive({ isOurs: false, sentAtMs: 0, filledWindow: false });
  send();
  while (nowMs < forMs) {
    const next = events.reduce((a, b) => (b.atMs < a.atMs ? b : a));
    events.splice(events.indexOf(next), 1);
    nowMs = next.atMs;
    next.happen();
  }
  return { perSecond: (2_000 * answered) / forMs, size: window.size };
}

const CPU = { engines: 2, batchMaxSize: 8, inferenceMs: (batch: number) => 70 * batch };
/** A batch of 64 takes four times as long as one image. */
const GPU = { engines: 1, batchMaxSize: 64, inferenceMs: (batch: number) => 8 + batch / 2.67 };

describe('the window of a worker', () => {
  test('keeps every engine at work with little more than the next batch of each', () => {
    const { perSecond, size } = simulate(CPU, 40_000);
    expect(perSecond).toBeGreaterThan(0.97 * (2_000 / 70));
    expect(size).toBeGreaterThanOrEqual(2 * 16);
    expect(size).toBeLessThanOrEqual(3 * 16);
  });

  test.each([0, 100])('grows until the batches of a GPU are full, %i ms away', (wayMs) => {
    const { perSecond, size } = simulate({ ...GPU, wayMs });
    expect(perSecond).toBeGreaterThan(0.95 * (64_000 / 32));
    // The queue, and what is on the way.
    expect(size).toBeLessThan(3 * 64 + 2 * wayMs);
  });

  test('shrinks beside other callers', () => {
    expect(simulate({ ...CPU, others: 16 }).size).toBeLessThan(0.7 * simulate(CPU).size);
  });

  test('is halved by a refusal, and never below one image', () => {
    const window = new SendWindow();
    const before = window.size;
    window.refused();
    expect(window.size).toBe(before / 2);
    for (let i = 0; i < 20; i++) window.refused();
    expect(window.size).toBe(1);
  });
});
