import { describe, expect, it } from 'vitest';
import type { Answer } from '../client/classify-image.js';
import { createImageQueue, type ImageQueueOptions, type QueuedImage } from '../client/image-queue.js';

/** A queue whose images are answered at once unless a test says otherwise. */
function makeQueue(options: Partial<ImageQueueOptions> = {}) {
  const queue = createImageQueue({
    send: async () => ({ kind: 'result', result: {} as never }),
    second: async () => {},
    onChange: () => {},
    onSettled: () => {},
    noAnswer: { code: 'internal', title: '', advice: '', detail: '' },
    ...options,
  });
  const add = (name: string) => queue.add({ name, isDrawing: false, body: () => new FormData() });
  return { queue, add };
}

/** A queue whose images wait for their answers until the test gives them. */
function makeSlowQueue() {
  const waiting = new Map<string, (answer: Answer) => void>();
  const settled: (string | null)[] = [];
  const several = new Map<string, boolean>();
  const { queue, add } = makeQueue({
    send: ({ name, isOneOfSeveral }, { signal }) => {
      several.set(name, isOneOfSeveral);
      return new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
    onSettled: (alone) => settled.push(alone?.name ?? null),
  });
  const answer = async (image: QueuedImage) => {
    waiting.get(image.name)?.({ kind: 'result', result: {} as never });
    await expect.poll(() => image.state.kind).toBe('done');
  };
  return { queue, add, answer, settled, several };
}

describe('the queue of images', () => {
  it('has room for a hundred images, and never for fewer than none', () => {
    const { queue, add } = makeQueue();
    expect(queue.room()).toBe(100);
    for (let number = 0; number < 100; number++) add(`${number}.jpg`);
    expect(queue.room()).toBe(0);
    expect(() => add('one-more.jpg')).toThrow('at most 100');
    expect(queue.images).toHaveLength(100);
  });

  it('says at the end which image was sent alone, whatever was answered before', async () => {
    const { queue, add, answer, settled, several } = makeSlowQueue();
    for (const name of ['a', 'b']) {
      const image = add(name);
      queue.start();
      await answer(image);
    }
    expect(settled).toEqual(['a', 'b']);
    expect([...several.values()]).toEqual([false, false]);
  });

  it('takes images for one batch that are sent while others are under way', async () => {
    const { queue, add, answer, settled, several } = makeSlowQueue();
    const images = ['a', 'b', 'c'].map(add);
    queue.start();
    const [a, b, c] = images as [QueuedImage, QueuedImage, QueuedImage];
    queue.cancel(c);
    queue.retry(c);
    const added = add('added');
    queue.start();
    for (const image of [a, b, c, added]) await answer(image);
    expect(settled).toEqual([null]);
    expect([...several.values()]).toEqual([true, true, true, true]);
  });

  it('does not take an image for a single one that others have joined', async () => {
    const { queue, add, answer, settled } = makeSlowQueue();
    const first = add('first');
    queue.start();
    const second = add('second');
    queue.start();
    await answer(second);
    await answer(first);
    expect(settled).toEqual([null]);
  });

  it('leaves an image of several with them when it is tried again, until it is the only one', async () => {
    const { queue, add, answer, settled, several } = makeSlowQueue();
    const [a, b] = ['a', 'b'].map(add) as [QueuedImage, QueuedImage];
    queue.start();
    queue.cancel(b);
    await answer(a);
    await expect.poll(() => settled).toEqual([null]);
    queue.retry(b);
    queue.cancel(b);
    await expect.poll(() => settled).toEqual([null, null]);
    queue.remove(a);
    queue.retry(b);
    expect(several.get('b')).toBe(false);
    await answer(b);
    expect(settled).toEqual([null, null, 'b']);
  });
});
