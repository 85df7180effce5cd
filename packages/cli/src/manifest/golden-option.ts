import { SlcError } from '@slc/domain/light';

/** Of a printed probability of two decimals. */
const ROUNDING = 0.005;

/** Of a double: what a subtraction leaves below is no digit of the author's. */
const DECIMALS = 12;

/** How far the author's numbers may be from what was printed: half of the last decimal. */
export function roundingOf(probabilities: readonly number[]): number {
  const decimals = probabilities.map((value) => String(value).split('.')[1]?.length ?? 0);
  return 0.5 * 10 ** -Math.max(...decimals);
}

/**
 * Reads the probabilities that a model's author got: one for each class, in the order of the outputs, or the one of the second of two.
 *
 * @throws SlcError `invalid_request`
 */
export function readProbabilities(text: string): readonly number[] {
  const words = text.split(',').map((word) => word.trim());
  const values = words.map(Number);
  const wrong = values.findIndex((value, i) => words[i] === '' || !(value >= 0 && value <= 1));
  if (wrong !== -1) {
    throw new SlcError(
      'invalid_request',
      `expected probabilities from 0 to 1, such as 0.81,0.19, got ${words[wrong]}`,
    );
  }
  const [only] = values;
  if (only !== undefined && values.length === 1) return [Number((1 - only).toFixed(DECIMALS)), only];
  const sum = values.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) <= ROUNDING * (values.length + 1)) return values;
  const got = `these sum to ${Number(sum.toFixed(4))}: are they logits, or those of the first few classes alone?`;
  throw new SlcError('invalid_request', `expected probabilities of all classes, which sum to 1, ${got}`);
}
