import { expect, it } from 'vitest';
import { SlcError } from './errors.js';
import { type RetryOptions, withRetries } from './with-retries.js';

const overloaded = (retryAfterMs?: number) =>
  new SlcError('overloaded', 'busy', retryAfterMs === undefined ? {} : { retryAfterMs });

/** Fails with each error in turn, then answers; keeps the pauses. */
function failing(errors: readonly unknown[], changes: Partial<RetryOptions> = {}) {
  const left = [...errors];
  const pausesMs: number[] = [];
  const answer = withRetries(
    async () => {
      if (left.length > 0) throw left.shift();
      return 'answer';
    },
    {
      ...{ signal: new AbortController().signal, mostTries: 4, firstPauseMs: 100, longestPauseMs: 5_000 },
      isPassing: ({ code }) => code === 'overloaded',
      sleep: async (ms) => pausesMs.push(ms),
      random: () => 0,
      ...changes,
    },
  );
  return { answer, pausesMs };
}

it('pauses for twice as long each time, shortened by up to a half by chance', async () => {
  const plain = failing([overloaded(), overloaded(), overloaded()]);
  expect(await plain.answer).toBe('answer');
  expect(plain.pausesMs).toEqual([100, 200, 400]);
  const lucky = failing([overloaded(), overloaded()], { random: () => 1 });
  await lucky.answer;
  expect(lucky.pausesMs).toEqual([50, 100]);
});

it('never asks earlier than the server said, up to the longest pause', async () => {
  const { answer, pausesMs } = failing([overloaded(2_000), overloaded(1), overloaded(60_000)], {
    random: () => 1,
  });
  await answer;
  expect(pausesMs).toEqual([2_000, 100, 5_000]);
});

it('ends with the last error after so many tries, counted anew after progress', async () => {
  const errors = Array.from({ length: 6 }, () => overloaded());
  await expect(failing(errors).answer).rejects.toBe(errors[3]);
  let bytes = 0;
  const steady = failing(errors, { progress: () => bytes++ });
  expect(await steady.answer).toBe('answer');
  expect(steady.pausesMs).toEqual([100, 100, 100, 100, 100, 100]);
});

it.each([
  ['does not pass', new SlcError('invalid_request', 'refused')],
  ['is none of ours', new Error('a defect')],
])('ends at once with an error that %s', async (_, error) => {
  const { answer, pausesMs } = failing([error]);
  await expect(answer).rejects.toBe(error);
  expect(pausesMs).toEqual([]);
});

it('ends when the signal aborts during a pause, and asks no more', async () => {
  const controller = new AbortController();
  const { answer } = failing([overloaded()], {
    signal: controller.signal,
    sleep: async () => controller.abort(),
  });
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
});
