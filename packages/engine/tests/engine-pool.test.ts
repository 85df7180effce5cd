import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
// Whole processes are started from built code.
import { Batcher, ByteBudget, type EngineCounts, prepareModel, probeEngine } from '../dist/index.js';
import {
  CRASH,
  HANG,
  LIMITS,
  LOSE_DEVICE,
  logitsOf,
  REFUSE,
  SLOW,
  start,
  until,
  WITHOUT_EMBEDDING,
} from './fake-engine-pool.js';
import { firstPid, isAlive } from './processes.js';

describe('asking an engine whether it works on this machine', () => {
  const timeoutMs = 10_000;

  it('gives what it runs on', async () => {
    const moduleUrl = new URL('../fixtures/fake-engine.mjs', import.meta.url);
    const device = { description: 'a fake device', isSoftware: false };
    expect(await probeEngine({ moduleUrl, timeoutMs })).toEqual(device);
  });

  it('fails in the engine’s own words when it does not', async () => {
    const moduleUrl = new URL('../fixtures/fake-engine.mjs?absent', import.meta.url);
    await expect(probeEngine({ moduleUrl, timeoutMs })).rejects.toThrow(/^no device$/);
  });

  it('ends when the caller gives it up', async () => {
    const moduleUrl = new URL('../fixtures/fake-engine.mjs?hangs', import.meta.url);
    const signal = AbortSignal.timeout(200);
    await expect(probeEngine({ moduleUrl, timeoutMs, signal })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
  });
});

describe('preparing a compiled model', () => {
  const prepare = (variant: string) =>
    prepareModel({
      moduleUrl: new URL(`../fixtures/fake-engine.mjs${variant}`, import.meta.url),
      compiledModelPath: '/models/compiled',
      timeoutMs: 10_000,
    });

  it('gives the path that the engine is to open', async () => {
    expect(await prepare('?prepares')).toBe('/models/compiled.prepared');
    expect(await prepare('')).toBe('/models/compiled');
  });

  it('fails in the engine’s own words', async () => {
    await expect(prepare('?cannot-prepare')).rejects.toThrow(/^no room on the disk$/);
  });
});

describe('an engine pool', () => {
  it('gives each image of a batch its logits', async () => {
    const { infer } = await start();
    const logits = await logitsOf(infer, [Uint8Array.of(1, 2), Uint8Array.of(3, 4)]);
    expect([logits[1], logits[3]]).toEqual([3, 7]);
  });

  it('gives the outputs that were asked for, by name', async () => {
    const { infer } = await start();
    const images = [Uint8Array.of(1, 2), Uint8Array.of(3, 4)];
    expect(Object.keys(await infer(images, ['logits']))).toEqual(['logits']);
    const { logits, embedding } = await infer(images, ['logits', 'embedding']);
    expect([logits[1], logits[3]]).toEqual([3, 7]);
    expect([...embedding]).toEqual([1, 2, 3, 4]);
    await expect(infer([WITHOUT_EMBEDDING], ['embedding'])).rejects.toMatchObject({
      code: 'internal',
      cause: { message: 'expected the outputs embedding, got no embedding' },
    });
  });

  it('runs batches side by side on several processes', async () => {
    const { infer } = await start({ processes: 2 });
    const [a, b] = await Promise.all([
      logitsOf(infer, [Uint8Array.of(1)]),
      logitsOf(infer, [Uint8Array.of(2)]),
    ]);
    expect(a?.[0]).not.toBe(b?.[0]);
  });

  it('fails the batch of an engine that dies, replaces it, and is right again', async () => {
    const counts: number[] = [];
    let restarts = 0;
    const deaths: unknown[] = [];
    const current = await start({
      events: {
        engineRestarted: () => restarts++,
        engineDied: (cause) => deaths.push(cause),
      },
    });
    current.watch(({ live }) => counts.push(live));
    await expect(logitsOf(current.infer, [CRASH])).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringMatching(/stopped while/),
    });
    await expect(logitsOf(current.infer, [Uint8Array.of(1)])).rejects.toMatchObject({
      code: 'model_not_ready',
    });
    await until(() => current.engines.live === 1);
    expect((await logitsOf(current.infer, [Uint8Array.of(5, 6)]))[1]).toBe(11);
    expect(counts).toEqual([1, 0, 1]);
    expect(deaths).toEqual(['signal SIGKILL']);
    expect(restarts).toBe(1);
  });

  it('replaces an engine whose device is lost, since no batch would succeed any more', async () => {
    const deaths: unknown[] = [];
    const current = await start({ events: { engineDied: (cause) => deaths.push(cause) } });
    await expect(logitsOf(current.infer, [LOSE_DEVICE])).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringMatching(/lost its device/),
    });
    await until(() => current.engines.live === 1);
    expect((await logitsOf(current.infer, [Uint8Array.of(5, 6)]))[1]).toBe(11);
    expect(deaths).toEqual(['killed: its device failed: out of device memory']);
  });

  it('notices a SIGKILL from outside while it is idle', async () => {
    const current = await start();
    const pid = firstPid(await logitsOf(current.infer, [Uint8Array.of(1)]));
    process.kill(pid, 'SIGKILL');
    await until(() => current.engines.live === 0);
    await until(() => current.engines.live === 1);
    expect((await logitsOf(current.infer, [Uint8Array.of(1)]))[0]).not.toBe(pid);
  });

  it('answers each image even when an idle engine has died unnoticed', async () => {
    const current = await start();
    const batcher = new Batcher<number, number>({
      maxBatchSize: 8,
      maxDelayMs: 0,
      limit: 40,
      bytes: new ByteBudget(1_000),
      maxOutageMs: 10_000,
      async run(inputs) {
        const logits = await logitsOf(
          current.infer,
          inputs.map((input) => Uint8Array.of(input)),
        );
        return inputs.map((_, i) => logits[2 * i + 1] ?? 0);
      },
      mayRunAgain: (error) => error instanceof SlcError && error.code === 'model_not_ready',
    });
    current.watch(({ live }) => batcher.setConcurrency(live));
    const pid = firstPid(await logitsOf(current.infer, [Uint8Array.of(1)]));
    process.kill(pid, 'SIGKILL');
    // Blocks this process until the engine is gone, so that no event of its end is handled.
    for (const endMs = performance.now() + 100; performance.now() < endMs; );
    const inputs = Array.from({ length: 40 }, (_, i) => i);
    const places = inputs.map(() => batcher.reserve({ bytes: 1 }));
    const answers = await Promise.all(places.map((place, i) => place.submit(i, 1)));
    expect(answers.map(({ output }) => output)).toEqual(inputs);
  });

  it('kills an engine that hangs, at its batch’s deadline', async () => {
    const deaths: unknown[] = [];
    const limits = { ...LIMITS, batchTimeoutMs: 300 };
    const current = await start({ limits, events: { engineDied: (cause) => deaths.push(cause) } });
    await expect(logitsOf(current.infer, [HANG])).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringMatching(/did not answer within 300 ms/),
    });
    await until(() => current.engines.live === 1);
    expect(deaths).toEqual(['killed: it did not answer within 300 ms']);
  });

  it('counts an engine that is at work for long as not responsive, until it answers', async () => {
    const seen: EngineCounts[] = [];
    const limits = { ...LIMITS, silentAfterMs: 150 };
    const current = await start({ limits });
    const pid = firstPid(await logitsOf(current.infer, [Uint8Array.of(1)]));
    // Not before: on a busy machine that batch may have taken as long.
    current.watch((engines) => seen.push(engines));
    process.kill(pid, 'SIGSTOP');
    const answer = logitsOf(current.infer, [Uint8Array.of(1)]);
    await until(() => current.engines.responsive === 0);
    process.kill(pid, 'SIGCONT');
    expect((await answer)[0]).toBe(pid);
    expect(seen).toEqual([
      { live: 1, responsive: 1 },
      { live: 1, responsive: 0 },
      { live: 1, responsive: 1 },
    ]);
  });

  it('kills an engine that has grown to more than twice its limit, after its batch', async () => {
    const deaths: unknown[] = [];
    const current = await start({ events: { engineDied: (cause) => deaths.push(cause) } });
    const pid = firstPid(await logitsOf(current.infer, [Uint8Array.of(1)]));
    expect(current.residentBytes).toBeGreaterThan(20_000_000);
    current.setLimits({ ...LIMITS, residentLimitBytes: 10_000_000 });
    expect((await logitsOf(current.infer, [Uint8Array.of(2, 3)]))[1]).toBe(5);
    expect(current.engines.live).toBe(0);
    current.setLimits(LIMITS);
    await until(() => current.engines.live === 1);
    expect((await logitsOf(current.infer, [Uint8Array.of(1)]))[0]).not.toBe(pid);
    expect(deaths).toEqual([expect.stringMatching(/^killed: it held \d+ MiB, more than 9$/)]);
  });

  it('warms each engine up before it gets work, also an engine that replaces another', async () => {
    const warmed: number[] = [];
    const current = await start({
      async warmUp(infer) {
        const pid = firstPid(await logitsOf(infer, [Uint8Array.of(9)]));
        warmed.push(pid);
      },
    });
    await logitsOf(current.infer, [CRASH]).catch(() => {});
    await until(() => current.engines.live === 1);
    const pid = firstPid(await logitsOf(current.infer, [Uint8Array.of(1)]));
    expect(warmed).toHaveLength(2);
    expect(warmed[1]).toBe(pid);
  });

  it('gives a successor the time to warm up that the first engine had, however short a batch may be now', async () => {
    const deaths: unknown[] = [];
    const current = await start({
      async warmUp(infer) {
        await infer([SLOW], ['logits']);
      },
      events: { engineDied: (cause) => deaths.push(cause) },
    });
    current.setLimits({ ...LIMITS, batchTimeoutMs: 100 });
    await logitsOf(current.infer, [CRASH]).catch(() => {});
    await until(() => current.engines.live === 1);
    expect(deaths).toEqual(['signal SIGKILL']);
  });

  it('opens in a successor what is located then, which may first be made anew', async () => {
    const located = ['broken', 'made anew'];
    const deaths: unknown[] = [];
    const current = await start({
      locate: async () => located.shift() ?? 'made anew',
      events: { engineDied: (cause) => deaths.push(cause) },
    });
    await logitsOf(current.infer, [CRASH]).catch(() => {});
    await until(() => current.engines.live === 1);
    expect(located).toEqual([]);
    expect(deaths).toEqual(['signal SIGKILL', expect.objectContaining({ code: 'invalid_model' })]);
  });

  it('keeps an engine that refuses a batch', async () => {
    const current = await start();
    const pid = firstPid(await logitsOf(current.infer, [Uint8Array.of(1)]));
    await expect(logitsOf(current.infer, [REFUSE])).rejects.toMatchObject({
      code: 'internal',
      cause: { message: 'refused' },
    });
    expect((await logitsOf(current.infer, [Uint8Array.of(1)]))[0]).toBe(pid);
  });

  it.each([
    ['cannot open its model', { compiledModelPath: 'broken' }, /cannot read this model/],
    [
      'does not open it in time',
      { compiledModelPath: 'hangs', startTimeoutMs: 300 },
      /did not answer within 300 ms/,
    ],
    ['cannot be imported', { moduleUrl: new URL('file:///nowhere/engine.mjs') }, /Cannot find module/],
  ])('does not start when an engine %s', async (_, changes, message) => {
    await expect(start(changes)).rejects.toThrow(message);
  });

  it('reads a reply that came in time during a stall before it calls the engine hanging', async () => {
    const current = await start({ limits: { ...LIMITS, batchTimeoutMs: 300 } });
    const pid = firstPid(await logitsOf(current.infer, [Uint8Array.of(1)]));
    const answer = logitsOf(current.infer, [Uint8Array.of(1)]);
    // The request is sent first; then this process stalls for longer than the deadline.
    await sleep(5);
    for (const endMs = performance.now() + 600; performance.now() < endMs; );
    expect((await answer)[0]).toBe(pid);
  });

  it('does not wait for a start that it can give up', async () => {
    const closing = new AbortController();
    const starting = start({ compiledModelPath: 'hangs', signal: closing.signal });
    await sleep(300);
    const startedMs = performance.now();
    closing.abort(new Error('no longer wanted'));
    await expect(starting).rejects.toMatchObject({
      code: 'cancelled',
      cause: { message: 'no longer wanted' },
    });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('does not wait for the warm-up of an engine when it closes', async () => {
    let started = 0;
    const current = await start({
      async warmUp(infer) {
        if (started++ > 0) await logitsOf(infer, [HANG]);
      },
    });
    await logitsOf(current.infer, [CRASH]).catch(() => {});
    await until(() => started === 2);
    const startedMs = performance.now();
    await current.close();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('leaves no process behind, also when it closes while an engine is being replaced', async () => {
    const pids: number[] = [];
    const current = await start({
      processes: 2,
      async warmUp(infer) {
        pids.push(firstPid(await logitsOf(infer, [Uint8Array.of(1)])));
        if (pids.length > 2) await logitsOf(infer, [HANG]);
      },
    });
    await expect(logitsOf(current.infer, [CRASH])).rejects.toMatchObject({ code: 'model_not_ready' });
    await until(() => pids.length === 3);
    expect(pids.filter(isAlive)).toHaveLength(2);
    await current.close();
    await current.close();
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(logitsOf(current.infer, [Uint8Array.of(1)])).rejects.toMatchObject({
      code: 'model_not_ready',
    });
  });
});
