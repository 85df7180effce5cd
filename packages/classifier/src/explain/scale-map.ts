/**
 * Scales a map of zero or more to a largest value of 1. A map of zeros stays one.
 *
 * @returns to 6 decimals: engines differ in the last digits of their arithmetic
 */
export function scaleMap(values: ArrayLike<number>): readonly number[] {
  const all = Array.from(values);
  const largest = all.reduce((most, value) => Math.max(most, value), 0);
  return all.map((value) => (largest === 0 ? 0 : Math.round((1e6 * value) / largest) / 1e6));
}
