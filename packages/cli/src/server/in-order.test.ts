import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inOrder } from './in-order.js';

interface Numbered {
  readonly number: number;
}

function numbered(count: number): Numbered[] {
  return Array.from({ length: count }, (_, number) => ({ number }));
}

async function numbersOf(outcomes: AsyncIterable<{ readonly image: Numbered }>): Promise<number[]> {
  const numbers = [];
  for await (const { image } of outcomes) numbers.push(image.number);
  return numbers;
}

it('gives outcomes in the order of their images', async () => {
  const outcomes = inOrder(numbered(10), async function* (images) {
    const pairs: Numbered[][] = [];
    for await (const image of images) {
      if (image.number % 2 === 0) pairs.push([]);
      pairs.at(-1)?.unshift(image);
    }
    for (const image of pairs.flat()) yield { image };
  });
  expect(await numbersOf(outcomes)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('takes no more images while one outcome is missing for long', async () => {
  let taken = 0;
  const outcomes = inOrder(numbered(10_000), async function* (images) {
    let first: Numbered | null = null;
    const ended = (async () => {
      await wait(50);
      return taken;
    })();
    for await (const image of images) {
      taken++;
      if (first === null) first = image;
      else yield { image };
      if (taken === 4_096) {
        await ended;
        yield { image: first };
      }
    }
    expect(await ended).toBe(4_096);
  });
  expect(await numbersOf(outcomes)).toEqual(numbered(10_000).map(({ number }) => number));
});
