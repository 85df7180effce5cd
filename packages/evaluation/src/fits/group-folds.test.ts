import { expect, it } from 'vitest';
import { Random } from '../random.js';
import { FOLDS, groupFolds } from './group-folds.js';

const groups = Int32Array.from({ length: 600 }, (_, image) => (image < 80 ? 7 : 100 + (image >> 1)));

it('keeps the images of a group in one fold, and folds of one size', () => {
  const folds = groupFolds(groups, Random.seeded(1));
  const foldsOf = new Map<number, Set<number>>();
  for (const [image, group] of groups.entries()) {
    foldsOf.set(group, (foldsOf.get(group) ?? new Set()).add(folds[image] ?? -1));
  }
  for (const own of foldsOf.values()) expect(own.size).toBe(1);
  const sizes = Array.from({ length: FOLDS }, (_, fold) => folds.filter((own) => own === fold).length);
  expect(sizes).toEqual([120, 120, 120, 120, 120]);
});

it('deals the same for a seed, and otherwise for another seed', () => {
  expect(groupFolds(groups, Random.seeded(1))).toEqual(groupFolds(groups, Random.seeded(1)));
  expect(groupFolds(groups, Random.seeded(1))).not.toEqual(groupFolds(groups, Random.seeded(2)));
});
