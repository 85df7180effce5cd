import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { ownEngines } from '../../engine/tests/processes.js';
import { jpegLsPhotograph } from '../../image/tests/jpeg-ls-photograph.js';
import type { Classifier, Resources } from '../dist/index.js';
import { gradientPng, open, resources } from './open-classifiers.js';

/** The same resources, and the most images that were at one time being decoded, and in a codec's turn. */
function countingDecodes(shared: Resources) {
  const decodes = countingEntries(shared.decodeGate);
  const codecs = countingEntries(shared.codecTurns);
  const resources: Resources = { ...shared, decodeGate: decodes.gate, codecTurns: codecs.gate };
  return { resources, mostDecodes: decodes.most, mostCodecs: codecs.most };
}

/** The same gate, and the most that were inside at one time. */
function countingEntries<Args extends readonly unknown[], Gate extends Enterable<Args>>(shared: Gate) {
  let inside = 0;
  let most = 0;
  const gate: Gate = Object.create(shared, {
    enter: {
      async value(...args: Args) {
        const leave = await shared.enter(...args);
        inside++;
        most = Math.max(most, inside);
        return () => {
          inside--;
          leave();
        };
      },
    },
  });
  return { gate, most: () => most };
}

interface Enterable<Args extends readonly unknown[]> {
  enter(...args: Args): Promise<() => void>;
}

async function withTwo(shared: Resources, test: (one: Classifier, other: Classifier) => Promise<void>) {
  const changes = { resources: shared, batchMaxSize: 1 };
  const one = await open('compact-lite0', changes);
  const other = await open('compact-lite0', changes);
  try {
    await test(one, other);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

describe('two classifiers on the resources of one process', () => {
  it('share its decode slots, and both answer', async () => {
    const counting = countingDecodes(resources({ cores: 2 }));
    await withTwo(counting.resources, async (one, other) => {
      const png = await gradientPng();
      const calls = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? one : other).classify(png));
      const answers = await Promise.all(calls);
      for (const { classification } of answers) expect(classification.topClass).toBe('DF');
      expect(counting.mostDecodes()).toBe(2);
    });
  });

  it('come to a codec one at a time', async () => {
    const counting = countingDecodes(resources({ cores: 2 }));
    await withTwo(counting.resources, async (one, other) => {
      const photograph = jpegLsPhotograph({ width: 100, height: 100 });
      const calls = [one, other, one, other].map((classifier) => classifier.classify(photograph));
      for (const { reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
        expect(reason).toMatchObject({ code: 'invalid_image' });
      }
      expect(counting.mostCodecs()).toBe(1);
    });
  });

  it.skipIf(process.platform !== 'linux')('share its bytes, and both answer', async () => {
    const shared = resources({ queueBytes: 2_500_000 });
    await withTwo(shared, async (one, other) => {
      const upload = Buffer.concat([await gradientPng(), Buffer.alloc(1_000_000)]);
      const engines = ownEngines();
      expect(engines).toHaveLength(2);
      try {
        for (const engine of engines) process.kill(engine, 'SIGSTOP');
        const atWork = [one.classify(upload), other.classify(upload)];
        await vi.waitFor(() => expect(one.queueDepth + other.queueDepth).toBe(0), { timeout: 30_000 });
        const waiting = [one.classify(upload), other.classify(upload)];
        await vi.waitFor(() => expect(shared.queueBytes.heldBytes).toBeGreaterThan(2 * upload.length), {
          timeout: 30_000,
        });
        for (const classifier of [one, other]) {
          await expect(classifier.classify(upload)).rejects.toMatchObject({ code: 'overloaded' });
        }
        const inTurn = other.classify(upload, { waitForRoom: true });
        for (const engine of engines) process.kill(engine, 'SIGCONT');
        const answers = await Promise.all([...atWork, ...waiting, inTurn]);
        for (const { classification } of answers) expect(classification.topClass).toBe('DF');
        expect(shared.queueBytes.heldBytes).toBe(0);
      } finally {
        for (const engine of engines) process.kill(engine, 'SIGCONT');
      }
    });
  });
});

describe('closing a classifier', () => {
  it('lets the calls that run be answered first, where there is time for it', async () => {
    const classifier = await open('compact-lite0', { batchMaxSize: 1 });
    const png = await gradientPng();
    const calls = Array.from({ length: 6 }, () => classifier.classify(png));
    await classifier.close({ drainMs: 30_000 });
    for (const { classification } of await Promise.all(calls)) expect(classification.topClass).toBe('DF');
    await expect(classifier.classify(png)).rejects.toMatchObject({ code: 'model_not_ready' });
  });

  it.skipIf(process.platform !== 'linux')(
    'waits no longer than its limit, nor than a later close',
    async () => {
      for (const closeTwice of [false, true]) {
        const classifier = await open('compact-lite0');
        const [engine = 0] = ownEngines();
        const png = await gradientPng();
        process.kill(engine, 'SIGSTOP');
        const call = classifier.classify(png);
        const outcome = expect(call).rejects.toMatchObject({ code: 'model_not_ready' });
        await sleep(50);
        const startedMs = performance.now();
        const closing = classifier.close({ drainMs: closeTwice ? 60_000 : 100 });
        if (closeTwice) await classifier.close();
        await closing;
        await outcome;
        expect(performance.now() - startedMs).toBeLessThan(10_000);
      }
    },
  );
});
