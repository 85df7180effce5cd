/** Six decimals are what a double, an XML schema's decimal and DICOM's 16 characters all carry. */
const PARTS = 1_000_000;

/**
 * Probabilities in whole millionths that sum to what the probabilities do, each less than one from the exact value: all are rounded
 * down, and what is missing then goes to those that lost most.
 *
 * @returns in the same order
 */
export function toMillionths(probabilities: readonly number[]): readonly number[] {
  const exact = probabilities.map((probability) => probability * PARTS);
  const rounded = exact.map(Math.floor);
  const missing = Math.round(sum(exact)) - sum(rounded);
  const byLoss = [...exact.keys()].sort((a, b) => loss(exact[b]) - loss(exact[a]));
  for (const index of byLoss.slice(0, missing)) rounded[index] = (rounded[index] ?? 0) + 1;
  return rounded;
}

/** One probability in whole millionths. */
export function toMillionth(probability: number): number {
  return Math.round(probability * PARTS);
}

/** As a number, which JSON writes without an exponent: the least is `0.000001`. */
export function fromMillionths(millionths: number): number {
  return millionths / PARTS;
}

/** As a decimal without an exponent: `0.000001`. */
export function decimalText(millionths: number): string {
  return fromMillionths(millionths).toFixed(6);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function loss(exact = 0): number {
  return exact - Math.floor(exact);
}
