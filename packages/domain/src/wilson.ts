import type { Estimate } from './manifest.js';

/** The standard normal's 97.5th percentile. */
const Z = 1.959963984540054;

/**
 * A proportion with its 95 % score interval (Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 1927), which stays within 0..1 and holds for few trials too.
 *
 * @param trials at least 1
 */
export function wilson(successes: number, trials: number): Estimate {
  const value = successes / trials;
  const scale = 1 + Z ** 2 / trials;
  const centre = (value + Z ** 2 / (2 * trials)) / scale;
  const margin = (Z / scale) * Math.sqrt((value * (1 - value)) / trials + (Z / (2 * trials)) ** 2);
  return {
    value,
    // The ends are exact there, and rounding would miss them.
    low: successes === 0 ? 0 : centre - margin,
    high: successes === trials ? 1 : centre + margin,
  };
}

/** The same, or null without trials. */
export function wilsonOrNull(successes: number, trials: number): Estimate | null {
  return trials === 0 ? null : wilson(successes, trials);
}
