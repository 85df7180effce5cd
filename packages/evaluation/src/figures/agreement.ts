import { type Estimate, SlcError } from '@slc/domain/light';
import { type BootstrapOptions, bootstrap, resamplingOf, type Statistic } from './bootstrap.js';
import { expectLength } from './calibrated-answers.js';
import { weightedMean } from './weighted-mean.js';

/** Two networks' answers to the same n images. */
export interface PairedLogits {
  /** (n, classes), as the next. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** (n), images of one lesion or patient have the same number. */
  readonly groups: Int32Array;
}

/**
 * The share of images whose top class is the same in both, with its interval by bootstrap over groups. It needs no labels.
 *
 * @throws SlcError `invalid_request` without images; `internal` where the answers are not of the same images
 */
export function agreement(answers: PairedLogits, options: BootstrapOptions = {}): Estimate {
  if (answers.groups.length === 0) {
    throw new SlcError('invalid_request', 'images to compare: expected at least one, got none');
  }
  // Safe: each draw of one image or more defines it.
  return bootstrap(agreementStatistic(answers), resamplingOf(answers.groups, options)) as Estimate;
}

function agreementStatistic({ first, second, groups }: PairedLogits): Statistic {
  expectLength('logits to compare', second.length, first.length);
  const classes = first.length / groups.length;
  const topClass = (logits: Float64Array, image: number) => {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    return row.indexOf(Math.max(...row));
  };
  const isSame = Float64Array.from(groups, (_, image) =>
    topClass(first, image) === topClass(second, image) ? 1 : 0,
  );
  return (weights) => weightedMean(isSame, weights);
}
