import { describe, expect, it } from 'vitest';
import { createImageQueue, type ImageQueueOptions } from '../client/image-queue.js';

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

describe('the queue of images', () => {
  it('has room for a hundred images, and never for fewer than none', () => {
    const { queue, add } = makeQueue();
    expect(queue.room()).toBe(100);
    for (let number = 0; number < 100; number++) add(`${number}.jpg`);
    expect(queue.room()).toBe(0);
    expect(() => add('one-more.jpg')).toThrow('at most 100');
    expect(queue.images).toHaveLength(100);
  });
});
