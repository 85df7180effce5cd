import { expect, it } from 'vitest';
import { Random } from './random.js';

it('repeats the outputs of the authors’ C code for the state 1, 2, 3, 4', () => {
  const random = new Random([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, () => random.uint32())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

it('gives the same numbers for a seed, and others for another seed', () => {
  const draws = (seed: number) => {
    const random = Random.seeded(seed);
    return Array.from({ length: 5 }, () => random.uint32());
  };
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
});

it('draws each number below a bound equally often', () => {
  const random = Random.seeded(1);
  const counts = new Array<number>(6).fill(0);
  const draws = 60_000;
  for (let i = 0; i < draws; i++) {
    const value = random.below(counts.length);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  // Each count has mean 10,000 and standard deviation 91.
  for (const count of counts) expect(Math.abs(count - draws / counts.length)).toBeLessThan(4 * 91);
});
