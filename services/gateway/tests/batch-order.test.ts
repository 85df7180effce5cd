import { describe, expect, it } from 'vitest';
import { FIRST_ORDER, inOrder, nextOrder, type SortOrder } from '../client/batch-order.js';
import type { QueuedImage } from '../client/image-queue.js';

type Image = Pick<QueuedImage, 'name' | 'state'>;

const done = (
  name: string,
  verdict: string,
  malignantProbability: number | undefined,
  className = 'Naevus',
) => {
  const classification = { assessment: { verdict }, malignantProbability };
  return { name, state: { kind: 'done', result: { className, classification } } } as unknown as Image;
};
const other = (name: string, kind: 'failed' | 'ready') => ({ name, state: { kind } }) as unknown as Image;

const IMAGES = [
  done('a10.jpg', 'clear', 0.2, 'Melanoma'),
  other('b.txt', 'failed'),
  done('a9.jpg', 'undecided', 0.9),
  done('c.jpg', 'unusable', 0.1, ''),
  other('d.jpg', 'ready'),
];
const { compare } = new Intl.Collator('en', { numeric: true });
const namesIn = (order: SortOrder) => inOrder(IMAGES, order, compare).map(({ name }) => name.split('.')[0]);

describe('the order of several images', () => {
  it.each([
    ['malignant', 'descending', ['c', 'a9', 'a10', 'b', 'd']],
    ['malignant', 'ascending', ['a10', 'a9', 'c', 'b', 'd']],
    ['name', 'ascending', ['a9', 'a10', 'b', 'c', 'd']],
    ['name', 'descending', ['d', 'c', 'b', 'a10', 'a9']],
    ['verdict', 'ascending', ['c', 'a9', 'a10', 'b', 'd']],
    ['class', 'ascending', ['a10', 'a9', 'b', 'c', 'd']],
    ['state', 'ascending', ['b', 'd', 'a10', 'a9', 'c']],
  ] as const)('by %s, %s: %j', (column, direction, names) => {
    expect(namesIn({ column, direction })).toEqual(names);
  });

  it('keeps the order in which they came where the labels do not say what is malignant', () => {
    const images = [done('z.jpg', 'clear', undefined), done('a.jpg', 'clear', undefined)];
    expect(inOrder(images, FIRST_ORDER, compare)).toEqual(images);
  });

  it('turns round at a second press, and begins anew at another column', () => {
    expect(nextOrder(FIRST_ORDER, 'malignant')).toEqual({ column: 'malignant', direction: 'ascending' });
    expect(nextOrder(FIRST_ORDER, 'name')).toEqual({ column: 'name', direction: 'ascending' });
    expect(nextOrder({ column: 'name', direction: 'ascending' }, 'malignant')).toEqual(FIRST_ORDER);
  });
});
