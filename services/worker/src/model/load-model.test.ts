import { SlcError } from '@slc/domain';
import type { FetchReport, HubModel, ModelStore } from '@slc/models';
import { describe, expect, it } from 'vitest';
import { type LoadEvent, loadModel } from './load-model.js';

// Its content is never read: the tests look at when which step is taken.
const hubModel = { kind: 'hub', manifest: {}, besidePath: '' } as unknown as HubModel;

/** @param tries how each download ends */
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

type Failure = Extract<LoadEvent, { pauseMs: number }>;

/** Loads until so many downloads have failed, then gives up. The loading ends only after that. */
async function failuresOf(store: ModelStore, count: number): Promise<Failure[]> {
  const failures: Failure[] = [];
  const givingUp = new AbortController();
  const options = {
    name: async () => hubModel,
    store,
    open: async () => {
      throw new Error('never reached');
    },
  };
  const pauses = { firstPauseMs: 4, longestPauseMs: 16 };
  for await (const event of loadModel(options, givingUp.signal, pauses)) {
    if (event.kind !== 'fetch-failed') continue;
    failures.push(event);
    // The pause that follows is ended too.
    if (failures.length === count) setImmediate(() => givingUp.abort(new Error('enough')));
  }
  return failures;
}

describe('a model that cannot be fetched', () => {
  const unreachable = new SlcError('model_not_ready', 'The Hub cannot be reached.', { retryAfterMs: 0 });

  it('is tried again, after pauses that grow up to a bound', async () => {
    const failures = await failuresOf(
      storeThat([...Array.from({ length: 5 }, () => unreachable), 'hangs']),
      5,
    );
    [4, 8, 16, 16, 16].forEach((middle, i) => {
      expect(failures[i]?.pauseMs).toBeGreaterThanOrEqual(Math.floor(0.75 * middle));
      expect(failures[i]?.pauseMs).toBeLessThanOrEqual(Math.ceil(1.25 * middle));
    });
    expect(failures.at(-1)?.state).toMatchObject({
      phase: 'fetching',
      reason: expect.stringMatching(/cannot be reached\. Next try within 1 s/),
    });
  });

  it('is tried again after an unforeseen fault, which is described in words for everyone', async () => {
    const odd = new TypeError('/secret/folder is not iterable');
    const failures = await failuresOf(storeThat([odd, odd, 'hangs']), 2);
    expect(failures.at(-1)?.state).toMatchObject({
      phase: 'fetching',
      reason: expect.stringMatching(/could not be fetched: Something went/),
    });
  });

  it('is fetched where what is in the cache cannot be read', async () => {
    const unreadable = async () => {
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    expect(await failuresOf(storeThat([unreachable, 'hangs'], unreadable), 1)).toHaveLength(1);
  });

  it('is not tried before the time that the host named', async () => {
    const busy = new SlcError('model_not_ready', 'Fewer requests, please.', { retryAfterMs: 60_000 });
    const failures = await failuresOf(storeThat([busy]), 1);
    expect(failures.map(({ pauseMs }) => pauseMs)).toEqual([60_000]);
  });
});
