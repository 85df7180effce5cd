import { describe, expect, it } from 'vitest';
import { describeCounts } from '../client/batch-counts.js';
import type { ImageState } from '../client/image-queue.js';
import type { Message } from '../client/messages.js';

const message: Message = (key, values = {}) => [key, ...Object.values(values)].join(' ');

function counts(...kinds: readonly ImageState['kind'][]): string {
  return describeCounts(
    kinds.map((kind) => ({ state: { kind } as ImageState })),
    message,
  );
}

describe('the counts of several images', () => {
  it('count each image once, in whichever state it is', () => {
    const ended = ['done', 'failed', 'cancelled', 'cancelled'] as const;
    expect(counts(...ended, 'queued', 'sending', 'analysing', 'waiting', 'ready')).toBe(
      'summary.done 1 9 summary.failed 1 summary.cancelled 2 summary.underWay 4 summary.notSent 1',
    );
  });

  it('leave out what none is in', () => {
    expect(counts('done', 'done')).toBe('summary.done 2 2');
  });

  it('are only of the list before anything is sent', () => {
    expect(counts('ready', 'ready')).toBe('queue.count 2');
  });
});
