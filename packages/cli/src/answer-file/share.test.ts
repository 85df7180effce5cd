import { expect, it } from 'vitest';
import { isInShare, readShare } from './share.js';

it('puts each image into one share, and about as many into each', () => {
  const names = Array.from(
    { length: 3_000 },
    (_, i) => `patient-${i % 50}/ISIC_${String(i).padStart(7, '0')}.jpg`,
  );
  const counts = [1, 2, 3].map((number) => names.filter((name) => isInShare(name, { number, of: 3 })).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(names.length);
  // Four standard deviations of a fair draw: sqrt(3000 * 1/3 * 2/3) = 26.
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(104);
});

it('keeps an image in its share from release to release', () => {
  expect([1, 2, 3].find((number) => isInShare('deep/a.jpg', { number, of: 3 }))).toBe(3);
});

it.each(['0/3', '4/3', '1', '1/0', '1/3/5', 'a/b', '-1/3', '1.5/3', ''])('refuses %s', (text) => {
  expect(() => readShare(text)).toThrow(/expected the number of a share/);
});

it('reads 3/3', () => {
  expect(readShare('3/3')).toEqual({ number: 3, of: 3 });
});
