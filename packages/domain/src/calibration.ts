import { SlcError } from './errors.js';

/**
 * Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017):
 * p = softmax(logits / T). Computed in double precision and shifted by the largest logit, so it cannot overflow.
 *
 * @param logits one per class, before any softmax
 * @param temperature T > 0; above 1 softens, below 1 sharpens
 * @returns probabilities that sum to 1 within rounding
 * @throws SlcError `invalid_model` when a logit is not finite: a broken model must never become an answer
 */
export function calibrate(logits: ArrayLike<number>, temperature: number): number[] {
  if (!(temperature > 0) || !Number.isFinite(temperature)) {
    throw new SlcError('internal', `temperature: expected a finite number above 0, got ${temperature}`);
  }
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const badIndex = scaled.findIndex((value) => !Number.isFinite(value));
  if (badIndex !== -1) {
    const message = `logit ${badIndex}: expected a finite number from the model, it gives ${logits[badIndex]} for this image`;
    throw new SlcError('invalid_model', message);
  }
  const largest = Math.max(...scaled);
  const exponentials = scaled.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
