import { calibrate, SlcError } from '@slc/domain/light';
import type { LabelledAnswers } from '../answers.js';

/** A model's answers at one temperature. n images, K classes; arrays are row-major. */
export interface CalibratedAnswers {
  readonly classCount: number;
  /** (n), index of the true class. */
  readonly labels: Int32Array;
  /** (n, K) */
  readonly probabilities: Float64Array;
  /** (n), the most probable class; the first of equals, as answers have it. */
  readonly topClasses: Int32Array;
  /** (n), its probability. */
  readonly topProbabilities: Float64Array;
  /** (n), 1 where the top class is the true one. */
  readonly right: Uint8Array;
  /** (n), -log p(true class), in nats. Taken from the logits, since a probability can round to 0. */
  readonly logLosses: Float64Array;
}

/**
 * @param temperature one for all images, or (n)
 * @throws SlcError `invalid_request` without images; `internal` where arrays do not fit each other, or a logit is not finite
 */
export function calibrateAnswers(
  { classes, logits, labels, groups }: LabelledAnswers,
  temperature: number | readonly number[],
): CalibratedAnswers {
  const images = labels.length;
  const classCount = classes.length;
  if (images === 0) {
    throw new SlcError('invalid_request', 'labelled images: expected at least one, got none');
  }
  expectLength('logits', logits.length, images * classCount);
  expectLength('groups', groups.length, images);
  const temperatures =
    typeof temperature === 'number' ? new Array<number>(images).fill(temperature) : temperature;
  expectLength('temperatures', temperatures.length, images);
  const answers = {
    classCount,
    labels,
    probabilities: new Float64Array(images * classCount),
    topClasses: new Int32Array(images),
    topProbabilities: new Float64Array(images),
    right: new Uint8Array(images),
    logLosses: new Float64Array(images),
  };
  for (const [image, label] of labels.entries()) {
    if (!(label >= 0 && label < classCount)) {
      throw new SlcError('internal', `label ${image}: expected 0 to ${classCount - 1}, got ${label}`);
    }
    const row = logits.subarray(image * classCount, (image + 1) * classCount);
    const own = temperatures[image] as number;
    const probabilities = calibrate(row, own);
    const top = Math.max(...probabilities);
    const topClass = probabilities.indexOf(top);
    answers.probabilities.set(probabilities, image * classCount);
    answers.topProbabilities[image] = top;
    answers.topClasses[image] = topClass;
    answers.right[image] = topClass === label ? 1 : 0;
    answers.logLosses[image] = logLoss(row, label, own);
  }
  return answers;
}

/** log(sum of exp(z / T)) - z[label] / T, shifted by the largest logit. */
function logLoss(logits: Float64Array, label: number, temperature: number): number {
  const largest = Math.max(...logits);
  let sum = 0;
  for (const logit of logits) sum += Math.exp((logit - largest) / temperature);
  return Math.log(sum) + (largest - (logits[label] as number)) / temperature;
}

/** @throws SlcError `internal` where an array does not have the length that others ask of it */
export function expectLength(what: string, length: number, expected: number): void {
  if (length !== expected)
    throw new SlcError('internal', `${what}: expected ${expected} values, got ${length}`);
}
