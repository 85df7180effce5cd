import { describe, expect, it } from 'vitest';
// Whole processes are started from built code.
import type { EnginePool, Infer } from '../dist/index.js';
import { CRASH, HANG, LIMITS, logitsOf, SLOW, start, until } from './fake-engine-pool.js';
import { firstPid, isAlive } from './processes.js';

describe('an engine that has grown too big', () => {
  const tick = Uint8Array.of(1);

  /** Runs one batch on each engine, after which each is too big. Their successors are not. */
  async function outgrow(current: EnginePool): Promise<readonly number[]> {
    const onEach = async () => {
      const batches = Array.from({ length: current.engines.live }, () => logitsOf(current.infer, [tick]));
      return (await Promise.all(batches)).map(firstPid);
    };
    await onEach();
    current.setLimits({ ...LIMITS, residentLimitBytes: 0.75 * current.residentBytes });
    const pids = await onEach();
    current.setLimits(LIMITS);
    return pids;
  }

  /** The warm-up of a successor waits until `letGo`. */
  function heldWarmUp() {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const pids: number[] = [];
    return {
      pids,
      letGo,
      async warmUp(infer: Infer) {
        const pid = firstPid(await logitsOf(infer, [tick]));
        pids.push(pid);
        if (pids.length > 1) await held;
      },
    };
  }

  it('serves until its successor is warm; engines that grow at the same time are replaced one by one', async () => {
    const seen: number[] = [];
    const started: number[] = [];
    const together: number[] = [];
    let restarts = 0;
    const current = await start({
      processes: 2,
      async warmUp(infer) {
        const pid = firstPid(await logitsOf(infer, [tick]));
        started.push(pid);
        together.push(started.filter(isAlive).length);
      },
      events: { engineRestarted: () => restarts++ },
    });
    current.watch(({ live }) => seen.push(live));
    const old = await outgrow(current);
    expect(current.engines.live).toBe(2);
    let failed = 0;
    const keepAsking = async () => {
      while (restarts < 2 || old.some(isAlive)) await logitsOf(current.infer, [tick]).catch(() => failed++);
    };
    await Promise.all([keepAsking(), keepAsking()]);
    expect(failed).toBe(0);
    expect(Math.min(...seen)).toBe(2);
    expect(Math.max(...together)).toBe(3);
    expect(restarts).toBe(2);
    expect(current.engines).toEqual({ live: 2, responsive: 2 });
    expect(started).toHaveLength(4);
  });

  it('ends its last batch beside its successor', async () => {
    const { warmUp, letGo, pids } = heldWarmUp();
    const deaths: unknown[] = [];
    const current = await start({ warmUp, events: { engineDied: (cause) => deaths.push(cause) } });
    const old = firstPid(await outgrow(current));
    await until(() => pids.length === 2);
    const last = logitsOf(current.infer, [SLOW]);
    letGo();
    await until(() => current.engines.live === 2);
    expect((await logitsOf(current.infer, [tick]))[0]).toBe(pids[1]);
    expect((await last)[0]).toBe(old);
    expect(current.engines.live).toBe(1);
    await until(() => !isAlive(old));
    await until(() => deaths.length === 1);
    expect(deaths).toEqual([expect.stringMatching(/^killed: it held \d+ MiB, more than \d+$/)]);
  });

  // Elsewhere than on Linux nothing says from outside what a process holds.
  it.runIf(process.platform === 'linux')('is killed in the middle of a batch', async () => {
    const deaths: unknown[] = [];
    const current = await start({ events: { engineDied: (cause) => deaths.push(cause) } });
    await logitsOf(current.infer, [tick]);
    current.setLimits({
      ...LIMITS,
      batchTimeoutMs: 60_000,
      residentLimitBytes: 0.25 * current.residentBytes,
    });
    await expect(logitsOf(current.infer, [HANG])).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringContaining('took more memory than it may'),
    });
    await until(() => deaths.length > 0);
    expect(deaths[0]).toMatch(/^killed: it held \d+ MiB at work, more than \d+$/);
  });

  it('goes on serving while no successor can be started', async () => {
    const deaths: unknown[] = [];
    let starts = 0;
    let restarts = 0;
    const current = await start({
      async warmUp() {
        starts++;
        if (starts === 2 || starts === 3) throw new Error('no memory');
      },
      events: {
        engineDied: (cause) => deaths.push(cause instanceof Error ? cause.message : 'the old one'),
        engineRestarted: () => restarts++,
      },
    });
    const old = firstPid(await outgrow(current));
    await until(() => deaths.length === 2);
    expect((await logitsOf(current.infer, [tick]))[0]).toBe(old);
    await until(() => restarts === 1);
    expect((await logitsOf(current.infer, [tick]))[0]).not.toBe(old);
    await until(() => !isAlive(old));
    await until(() => deaths.length === 3);
    expect(deaths).toEqual(['no memory', 'no memory', 'the old one']);
    expect([starts, restarts]).toEqual([4, 1]);
  });

  it('may die before its successor is warm, which then takes its place', async () => {
    const { warmUp, letGo, pids } = heldWarmUp();
    const deaths: unknown[] = [];
    let restarts = 0;
    const current = await start({
      warmUp,
      events: {
        engineDied: (cause) => deaths.push(cause),
        engineRestarted: () => restarts++,
      },
    });
    await outgrow(current);
    await until(() => pids.length === 2);
    await expect(logitsOf(current.infer, [CRASH])).rejects.toMatchObject({ code: 'model_not_ready' });
    expect(current.engines.live).toBe(0);
    letGo();
    await until(() => current.engines.live === 1);
    expect((await logitsOf(current.infer, [tick]))[0]).toBe(pids[1]);
    expect(deaths).toEqual(['signal SIGKILL']);
    expect([pids.length, restarts]).toEqual([2, 1]);
  });

  it('leaves no process behind when the pool closes before its successor is warm', async () => {
    const pids: number[] = [];
    const current = await start({
      processes: 2,
      async warmUp(infer) {
        const pid = firstPid(await logitsOf(infer, [tick]));
        pids.push(pid);
        if (pids.length > 2) await logitsOf(infer, [HANG]);
      },
    });
    await outgrow(current);
    await until(() => pids.length === 3);
    await current.close();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(pids).toHaveLength(3);
  });
});
