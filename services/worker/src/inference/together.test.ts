import type { WaitOptions } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import { describe, expect, it, vi } from 'vitest';
import { classifyTogether } from './together.js';

const pictures = [0, 1, 2].map((index) => Uint8Array.of(index));
const { signal } = new AbortController();
const forever = { timeoutMs: Number.POSITIVE_INFINITY, signal };

/** Waits as a picture in the queue does. */
const untilAborted = ({ signal: given }: WaitOptions): Promise<never> =>
  new Promise((_, reject) => given?.addEventListener('abort', () => reject(given.reason)));

describe('the pictures of one call', () => {
  it('are answered in their order, whatever the order in which the answers come', async () => {
    const ends: (() => void)[] = [];
    const answers = classifyTogether(pictures, forever, async ([index = -1], { onAdmitted }) => {
      onAdmitted?.();
      await new Promise<void>((resolve) => ends.push(resolve));
      return index;
    });
    await vi.waitFor(() => expect(ends).toHaveLength(3));
    for (const end of ends.toReversed()) end();
    expect(await answers).toEqual([0, 1, 2]);
  });

  it('wait for room but for the first, and only once that has its place', async () => {
    const waits: (boolean | undefined)[] = [];
    let admit = () => {};
    const answers = classifyTogether(pictures, forever, async (_, { waitForRoom, onAdmitted }) => {
      waits.push(waitForRoom);
      if (onAdmitted) await new Promise<void>((resolve) => (admit = resolve)).then(onAdmitted);
      return 'answer';
    });
    await Promise.resolve();
    expect(waits).toEqual([undefined]);
    admit();
    expect(await answers).toHaveLength(3);
    expect(waits).toEqual([undefined, true, true]);
  });

  it('are refused together when there is no room for the first, and the others never ask', async () => {
    const full = new SlcError('overloaded', 'full', { retryAfterMs: 5 });
    const classify = vi.fn(() => Promise.reject(full));
    await expect(classifyTogether(pictures, forever, classify)).rejects.toBe(full);
    expect(classify).toHaveBeenCalledOnce();
  });

  it('end when one of them is no image, whose index the error names', async () => {
    const ended: unknown[] = [];
    const answers = classifyTogether(pictures, forever, async ([index], options) => {
      options.onAdmitted?.();
      if (index === 2) throw new SlcError('invalid_image', 'expected a whole JPEG');
      return await untilAborted(options).catch((reason) => {
        ended.push(index);
        throw reason;
      });
    });
    await expect(answers).rejects.toMatchObject({
      code: 'invalid_image',
      message: 'image 2: expected a whole JPEG',
    });
    await vi.waitFor(() => expect(ended).toEqual([0, 1]));
  });

  it('end when their caller goes away, with its reason', async () => {
    const caller = new AbortController();
    const gone = new SlcError('cancelled', 'The caller cancelled the request.');
    const options = { ...forever, signal: caller.signal };
    const answers = classifyTogether(pictures, options, async (_, given) => {
      given.onAdmitted?.();
      return await untilAborted(given);
    });
    caller.abort(gone);
    await expect(answers).rejects.toBe(gone);
  });

  it('end when the time is over that the request gave', async () => {
    const answers = classifyTogether(pictures, { timeoutMs: 5, signal }, async (_, given) => {
      given.onAdmitted?.();
      return await untilAborted(given);
    });
    await expect(answers).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('are told how much time is left', async () => {
    const left = await classifyTogether(pictures, { timeoutMs: 60_000, signal }, async (_, given) => {
      given.onAdmitted?.();
      return given.timeoutMs ?? 0;
    });
    for (const timeoutMs of left) {
      expect(timeoutMs).toBeGreaterThan(0);
      expect(timeoutMs).toBeLessThanOrEqual(60_000);
    }
  });
});
