/** Six decimals are a millionth: as many as DICOM's decimal strings hold beside a sign and an exponent, and none is written as `1e-7`. */
const STEPS = 1_000_000;

/**
 * Probabilities to six decimals that still sum to one: each is cut, and what is missing to one goes to those that lost most (the
 * largest-remainder method). Rounded one by one, those of a thousand classes could miss it by 0.0005.
 *
 * @param probabilities 0..1; they sum to 1 within 1e-6
 */
export function roundProbabilities(probabilities: readonly number[]): number[] {
  const steps = probabilities.map((probability) => Math.floor(probability * STEPS));
  const missing = STEPS - steps.reduce((sum, count) => sum + count, 0);
  const lost = probabilities
    .map((probability, index) => ({ index, rest: probability * STEPS - (steps[index] ?? 0) }))
    .toSorted((a, b) => b.rest - a.rest);
  const raised = new Set(lost.slice(0, Math.max(missing, 0)).map(({ index }) => index));
  return steps.map((count, index) => (count + (raised.has(index) ? 1 : 0)) / STEPS);
}

/** One probability to six decimals. */
export function roundProbability(probability: number): number {
  return Math.round(probability * STEPS) / STEPS;
}
