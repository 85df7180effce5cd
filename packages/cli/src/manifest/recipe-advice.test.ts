import { describe, expect, it } from 'vitest';
import { readProbabilities, roundingOf } from './golden-option.js';
import { adviceOn, exactly } from './recipe-advice.js';

const expected = [0.7, 0.2, 0.1];
const trial = (options: string, ...ours: number[]) => {
  const differences = ours.map((value, i) => Math.abs(value - (expected[i] ?? 0)));
  return { options, ours, difference: Math.max(...differences) };
};

describe('what is said of an answer that is not its author’s', () => {
  it('names each recipe that agrees, and of several those that agree to the author’s last decimal', () => {
    const own = trial('', 0.1, 0.1, 0.8);
    const near = trial('--scaling unit', 0.691, 0.209, 0.1);
    expect(adviceOn([own, near], expected)).toBe('It agrees with --scaling unit');
    const printed = [0.7001, 0.1999, 0.1];
    const exact = trial('--scaling none', ...printed);
    expect(adviceOn([own, near, exact], printed)).toBe('It agrees with --scaling none');
    const both = [own, exact, trial('--channels bgr', ...printed)];
    expect(adviceOn(both, printed)).toBe('It agrees with --scaling none, or with --channels bgr');
  });

  it('sees the same numbers in another order', () => {
    const reordered = trial('', 0.1, 0.7, 0.2);
    expect(adviceOn([reordered], expected)).toMatch(
      /^This recipe gives the same numbers in another order, 0\.1000,0\.7000,0\.2000: --expect and --labels/,
    );
  });

  it('names the nearest where none agrees, and what else is usual', () => {
    const trials = [trial('', 0.1, 0.1, 0.8), trial('--scaling unit', 0.6, 0.3, 0.1)];
    expect(adviceOn(trials, expected)).toMatch(
      /^It agrees with none of: this recipe; --scaling unit; nearest is --scaling unit, 0\.1000 apart\. Other usual causes: crop/,
    );
  });
});

describe('the author’s probabilities', () => {
  it.each<[string, readonly number[]]>([
    ['0.07, 0.93', [0.07, 0.93]],
    // Of one sigmoid.
    ['0.93', [0.07, 0.93]],
    // Rounded.
    ['0.33,0.33,0.33', [0.33, 0.33, 0.33]],
  ])('%s', (text, values) => {
    expect(readProbabilities(text)).toEqual(values);
  });

  it('are as exact as they were printed', () => {
    expect(roundingOf([0.1, 0.93])).toBeCloseTo(0.005, 12);
    expect(exactly([0.0712, 0.9288])).toBeCloseTo(0.00205, 12);
    expect(exactly([1, 0])).toBe(0.01);
  });
});
