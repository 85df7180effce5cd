import { expect, it } from 'vitest';
import { eachImageOnce } from './bootstrap.js';
import { Ranking } from './ranking.js';
import { riskCoverageArea, riskCoverageCurve } from './risk-coverage.js';

it('lists the risk of the surest answers, tied ones together', () => {
  const ranking = new Ranking(Float64Array.of(0.9, 0.7, 0.7, 0.5), [1, 0, 1, 0]);
  const steps = ranking.tally(eachImageOnce(4));
  expect(riskCoverageCurve(steps, ranking.thresholds)).toEqual([
    { coverage: 0.25, risk: 0, threshold: 0.9 },
    { coverage: 0.75, risk: 1 / 3, threshold: 0.7 },
    { coverage: 1, risk: 0.5, threshold: 0.5 },
  ]);
  // After the first of two tied images, half an error is expected.
  expect(riskCoverageArea(steps)).toBeCloseTo((0 + 0.5 / 2 + 1 / 3 + 2 / 4) / 4, 12);
});

it('keeps at most 101 points', () => {
  const images = 5_000;
  const ranking = new Ranking(
    Float64Array.from({ length: images }, (_, image) => image / images),
    new Uint8Array(images).fill(1),
  );
  const curve = riskCoverageCurve(ranking.tally(eachImageOnce(images)), ranking.thresholds);
  expect(curve).toHaveLength(101);
  expect(curve.at(-1)?.coverage).toBe(1);
});
