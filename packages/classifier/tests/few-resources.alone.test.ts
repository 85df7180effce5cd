import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { firstPid, ownEngines } from '../../engine/tests/processes.js';
import { gradientPng, open, ownFolder, resources } from './open-classifiers.js';

const folder = ownFolder('few-resources');

describe('a classifier of few resources', () => {
  /** Millions of pixels in few bytes. */
  async function plainPng(side: number): Promise<Buffer> {
    return await sharp({ create: { width: side, height: side, channels: 3, background: '#a87' } })
      .png()
      .toBuffer();
  }

  it('holds few decoded pixels at a time, however many images wait, and answers each', async () => {
    const classifier = await open('compact-lite0', {
      resources: resources({ decodePixels: 25_000_000 }),
      imageLimitPixels: 25_000_000,
      queueLimit: 12,
    });
    try {
      const png = await plainPng(5_000);
      const before = process.memoryUsage().rss;
      let peak = 0;
      const watching = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss);
      }, 5);
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => classifier.classify(png, { preview: true })),
      );
      clearInterval(watching);
      for (const { preview } of answers) expect(preview?.[0]).toBe(0xff);
      // 75 MB each, the cropped copy beside it, and what libvips needs meanwhile; all twelve would be above 900.
      expect((peak - before) / 1e6).toBeLessThan(450);
    } finally {
      await classifier.close();
    }
  });

  it.skipIf(process.platform !== 'linux')(
    'counts an upload as held until its batch is taken, since its caller has it for as long',
    async () => {
      const classifier = await open('compact-lite0', {
        batchMaxSize: 1,
        resources: resources({ queueBytes: 2_500_000 }),
      });
      const engine = firstPid(ownEngines());
      try {
        const upload = Buffer.concat([await gradientPng(), Buffer.alloc(1_000_000)]);
        process.kill(engine, 'SIGSTOP');
        const atWork = classifier.classify(upload);
        for (let i = 0; i < 100 && classifier.queueDepth > 0; i++) await sleep(5);
        const waiting = [classifier.classify(upload), classifier.classify(upload)];
        // Both are decoded by then.
        await sleep(200);
        expect(classifier.queueDepth).toBe(2);
        const signal = AbortSignal.timeout(200);
        await expect(classifier.classify(upload, { signal })).rejects.toMatchObject({ code: 'overloaded' });
        process.kill(engine, 'SIGCONT');
        await Promise.all([atWork, ...waiting]);
        expect((await classifier.classify(upload)).classification.topClass).toBe('DF');
      } finally {
        process.kill(engine, 'SIGCONT');
        await classifier.close();
      }
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'calls back when an image that waits for room has its place, and not before',
    async () => {
      const classifier = await open('compact-lite0', { batchMaxSize: 1, queueLimit: 2 });
      const engine = firstPid(ownEngines());
      try {
        const png = await gradientPng();
        const admitted: string[] = [];
        const classify = (name: string) =>
          classifier.classify(png, { waitForRoom: true, onAdmitted: () => admitted.push(name) });
        process.kill(engine, 'SIGSTOP');
        const atWork = classify('at work');
        for (let i = 0; i < 100 && classifier.queueDepth > 0; i++) await sleep(5);
        const waiting = ['first', 'second'].map(classify);
        await vi.waitFor(() => expect(admitted).toContain('first'), { timeout: 30_000 });
        await sleep(100);
        expect(admitted).toEqual(['at work', 'first']);
        process.kill(engine, 'SIGCONT');
        await Promise.all([atWork, ...waiting]);
        expect(admitted).toEqual(['at work', 'first', 'second']);
      } finally {
        process.kill(engine, 'SIGCONT');
        await classifier.close();
      }
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'replaces an engine that dies also after the signal of its opening was aborted',
    async () => {
      const opening = new AbortController();
      const states: string[] = [];
      const classifier = await open('compact-lite0', {
        signal: opening.signal,
        events: { stateChanged: ({ phase }) => states.push(phase) },
      });
      try {
        opening.abort(new Error('The model is being loaded anew.'));
        process.kill(firstPid(ownEngines()), 'SIGKILL');
        await vi.waitFor(() => expect(states).toEqual(['recovering', 'ready']), { timeout: 10_000 });
        expect((await classifier.classify(await gradientPng())).classification.topClass).toBe('DF');
      } finally {
        await classifier.close();
      }
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'is not ready while images wait and none is decoded, and is again when one was',
    async () => {
      const states: string[] = [];
      const images = availableParallelism() + 3;
      const classifier = await open('compact-lite0', {
        queueLimit: images,
        events: { stateChanged: ({ phase, reason }) => states.push(reason || phase) },
      });
      const png = await gradientPng();
      const freeThreads = holdThreads();
      try {
        const classified = Array.from({ length: images }, () => classifier.classify(png));
        await vi.waitFor(() => expect(states).toHaveLength(1), { timeout: 30_000 });
        await expect(classifier.classify(png)).rejects.toMatchObject({ code: 'model_not_ready' });
        await freeThreads();
        await Promise.all(classified);
        expect(states).toEqual(['No image has been decoded for a while.', 'ready']);
        await classifier.classify(png);
      } finally {
        await freeThreads();
        await classifier.close();
      }
    },
  );

  it('lets a caller leave at once whose image is being decoded, and gives the place to another', async () => {
    const cancelled: string[] = [];
    const events = { cancelled: () => cancelled.push('one') };
    const classifier = await open('compact-lite0', { queueLimit: 4, events });
    try {
      const big = await plainPng(6_000);
      const png = await gradientPng();
      const controller = new AbortController();
      const { signal } = controller;
      const leaving = Array.from({ length: 4 }, () => classifier.classify(big, { signal }));
      await sleep(20);
      controller.abort();
      // One more that is decoded from then on ends after all of them have left.
      const decoded = sharp(big).raw().toBuffer();
      const left = Promise.allSettled(leaving);
      expect(await Promise.race([left, decoded.then(() => 'decoded')])).toEqual(
        leaving.map(() =>
          expect.objectContaining({ reason: expect.objectContaining({ code: 'cancelled' }) }),
        ),
      );
      await decoded;
      expect(classifier.queueDepth).toBe(0);
      expect(cancelled).toHaveLength(4);
      expect((await classifier.classify(png)).classification.topClass).toBe('DF');
    } finally {
      await classifier.close();
    }
  });

  it('refuses at once what cannot be ready in time', async () => {
    const classifier = await open('compact-lite0');
    try {
      const png = await gradientPng();
      await classifier.classify(png);
      await expect(classifier.classify(png, { timeoutMs: 0.001 })).rejects.toMatchObject({
        code: 'deadline_exceeded',
        message: expect.stringContaining('cannot be ready in time'),
      });
    } finally {
      await classifier.close();
    }
  });
});

/**
 * Occupies the threads on which libvips would decode: opening a named pipe waits for a writer.
 *
 * @returns frees the threads; may be called twice
 */
function holdThreads(): () => Promise<void> {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 0) + availableParallelism() + 4;
  const readers = Array.from({ length: threads }, () => openFile(pipe, 'r'));
  let freeing: Promise<void> | undefined;
  const free = async () => {
    const writer = openSync(pipe, 'r+');
    for (const reader of await Promise.all(readers)) await reader.close();
    closeSync(writer);
    rmSync(pipe);
  };
  return () => {
    freeing ??= free();
    return freeing;
  };
}
