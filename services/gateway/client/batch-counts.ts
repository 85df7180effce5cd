import { isUnderWay, type QueuedImage } from './image-queue.js';
import type { Message } from './messages.js';

/** How many images have an answer, and what became of the others: each is counted once. */
export function describeCounts(images: readonly Pick<QueuedImage, 'state'>[], message: Message): string {
  const count = (kind: QueuedImage['state']['kind']) =>
    images.filter(({ state }) => state.kind === kind).length;
  const others = {
    failed: count('failed'),
    cancelled: count('cancelled'),
    underWay: images.filter(isUnderWay).length,
    notSent: count('ready'),
  };
  if (others.notSent === images.length) return message('queue.count', { count: images.length });
  return [
    message('summary.done', { done: count('done'), count: images.length }),
    ...Object.entries(others)
      .filter(([, number]) => number > 0)
      .map(([name, number]) => message(`summary.${name}`, { count: number })),
  ].join(' ');
}
