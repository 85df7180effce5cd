import type { LabelledData } from '@slc/evaluation';
import { expect, it } from 'vitest';
import { shareOfData } from './share-of-data.js';

const data: LabelledData = {
  source: '/data/labels.csv',
  images: Array.from({ length: 50 }, (_, i) => ({
    ...{ file: `${i}.jpg`, path: `/elsewhere/${i}.jpg`, label: i % 2, group: `L${i}` },
  })),
  leftOut: Array.from({ length: 20 }, (_, i) => ({
    ...{ file: `gone-${i}`, reason: 'missing' as const, message: 'its image is not found' },
  })),
};

it('takes images and left-out rows that are all of them together, wherever the images lie', () => {
  const shares = [1, 2, 3].map((number) => shareOfData(data, { number, of: 3 }));
  expect(shares.every(({ images, leftOut }) => images.length > 0 && leftOut.length > 0)).toBe(true);
  const byName = (a: { file: string }, b: { file: string }) => (a.file < b.file ? -1 : 1);
  expect(shares.flatMap(({ images }) => images).toSorted(byName)).toEqual(data.images.toSorted(byName));
  expect(shares.flatMap(({ leftOut }) => leftOut).toSorted(byName)).toEqual(data.leftOut.toSorted(byName));
  const moved = { ...data, images: data.images.map((image) => ({ ...image, path: `/other/${image.file}` })) };
  const files = ({ images }: LabelledData) => images.map(({ file }) => file);
  expect(files(shareOfData(moved, { number: 1, of: 3 }))).toEqual(
    files(shareOfData(data, { number: 1, of: 3 })),
  );
});

it('is all of them unless a share is asked for, and refuses one without images', () => {
  expect(shareOfData(data, undefined)).toBe(data);
  const none = { ...data, images: data.images.slice(0, 1) };
  const refused = [1, 2].filter((number) => {
    try {
      return shareOfData(none, { number, of: 2 }).images.length === 0;
    } catch {
      return true;
    }
  });
  expect(refused).toHaveLength(1);
});
