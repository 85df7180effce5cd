import type { FetchReport, HubModel, ModelStore } from '@slc/classifier';
import { type ModelState, SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { type PursuitEvents, pursueModel } from './pursue-model.js';

// Never looked into: what is tested is when which step is taken.
const hubModel = { kind: 'hub', manifest: {}, besidePath: '' } as unknown as HubModel;

/** @param tries what each try to fetch ends with */
function storeThat(tries: (Error | 'hangs')[], find: ModelStore['find'] = async () => null): ModelStore {
  return {
    isOffline: false,
    find,
    async *fetch(_model, signal): AsyncGenerator<FetchReport, void, undefined> {
      const outcome = tries.shift();
      if (outcome instanceof Error) throw outcome;
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
    },
  };
}

function pursue(store: ModelStore) {
  const pauses: number[] = [];
  const states: ModelState[] = [];
  let onFailed = () => {};
  const waitForFailures = (count: number) =>
    new Promise<void>((resolve) => {
      onFailed = () => pauses.length >= count && resolve();
      onFailed();
    });
  const events: PursuitEvents = {
    named: () => {},
    stateChanged: (state) => states.push(state),
    needsFallback: () => {},
    fetchReported: () => {},
    fetchFailed(_, pauseMs) {
      pauses.push(pauseMs);
      onFailed();
    },
    opened: () => {},
    failed: () => {},
  };
  const pursuit = pursueModel({
    after: undefined,
    name: async () => hubModel,
    store,
    open: async () => {
      throw new Error('never reached');
    },
    timing: { fallbackAfterMs: 10_000, firstPauseMs: 4, longestPauseMs: 16 },
    events,
  });
  return { pursuit, pauses, states, waitForFailures };
}

describe('a model that cannot be fetched', () => {
  const unreachable = new SlcError('model_not_ready', 'The Hub cannot be reached.', { retryAfterMs: 0 });

  it('is tried again, after pauses that grow up to a bound', async () => {
    const { pursuit, pauses, states, waitForFailures } = pursue(
      storeThat([...Array.from({ length: 5 }, () => unreachable), 'hangs']),
    );
    await waitForFailures(5);
    pursuit.giveUp(new Error('enough'));
    await pursuit.ended;
    [4, 8, 16, 16, 16].forEach((middle, i) => {
      expect(pauses[i]).toBeGreaterThanOrEqual(Math.floor(0.75 * middle));
      expect(pauses[i]).toBeLessThanOrEqual(Math.ceil(1.25 * middle));
    });
    expect(states.at(-2)).toMatchObject({
      phase: 'fetching',
      reason: expect.stringMatching(/cannot be reached\. Next try within 1 s/),
    });
  });

  it('is tried again after a fault that nobody foresaw, told in words for everybody', async () => {
    const odd = new TypeError('/secret/folder is not iterable');
    const { pursuit, states, waitForFailures } = pursue(storeThat([odd, odd, 'hangs']));
    await waitForFailures(2);
    pursuit.giveUp(new Error('enough'));
    await pursuit.ended;
    expect(states.at(-1)).toMatchObject({
      phase: 'fetching',
      reason: expect.stringMatching(/could not be fetched: Something went/),
    });
  });

  it('is fetched where what is in the cache cannot be read', async () => {
    const unreadable = async () => {
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    const { pursuit, waitForFailures } = pursue(storeThat([unreachable, 'hangs'], unreadable));
    await waitForFailures(1);
    pursuit.giveUp(new Error('enough'));
    await pursuit.ended;
  });

  it('is not tried before the time that the host named', async () => {
    const busy = new SlcError('model_not_ready', 'Fewer requests, please.', { retryAfterMs: 60_000 });
    const { pursuit, pauses, waitForFailures } = pursue(storeThat([busy]));
    await waitForFailures(1);
    expect(pauses).toEqual([60_000]);
    // Giving up ends the pause too.
    pursuit.giveUp(new Error('enough'));
    await pursuit.ended;
  });
});
