import type { Statistic } from './bootstrap.js';
import type { CalibratedAnswers } from './calibrated-answers.js';

export const BINS = 15;

/** The bin of a probability: bin b holds b/15 < p <= (b + 1)/15, and 0 lies in the first (Guo et al. 2017). */
export function binOf(probability: number): number {
  return Math.min(Math.max(Math.ceil(probability * BINS), 1), BINS) - 1;
}

/**
 * Expected calibration error: over 15 bins of equal width of the top probability, the mean of |share of right answers -
 * mean probability|, each bin by its images (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).
 */
export function calibrationError({ topProbabilities, right }: CalibratedAnswers): Statistic<number> {
  const bins = Uint8Array.from(topProbabilities, binOf);
  const gaps = topProbabilities.map((probability, i) => (right[i] as number) - probability);
  return (weights) => {
    const sums = new Float64Array(BINS);
    for (let i = 0; i < bins.length; i++) {
      (sums[bins[i] as number] as number) += (weights[i] as number) * (gaps[i] as number);
    }
    return absoluteSum(sums) / total(weights);
  };
}

/**
 * The same over 15 bins of equal count in the order of the top probability; the first bins have one image more where
 * the count does not divide (Nixon et al., "Measuring Calibration in Deep Learning", 2019). Images of equal probability
 * keep their order.
 */
export function adaptiveCalibrationError({ topProbabilities, right }: CalibratedAnswers): Statistic<number> {
  const order = Int32Array.from(topProbabilities.keys()).sort(
    (a, b) => (topProbabilities[a] as number) - (topProbabilities[b] as number) || a - b,
  );
  const gaps = Float64Array.from(order, (i) => (right[i] as number) - (topProbabilities[i] as number));
  return (weights) => {
    const images = total(weights);
    const sums = new Float64Array(BINS);
    let bin = 0;
    let room = Math.ceil(images / BINS);
    for (let i = 0; i < order.length; i++) {
      let left = weights[order[i] as number] as number;
      while (left > 0) {
        const taken = Math.min(left, room);
        (sums[bin] as number) += taken * (gaps[i] as number);
        left -= taken;
        room -= taken;
        if (room > 0) continue;
        bin++;
        room = Math.floor(images / BINS) + (bin < images % BINS ? 1 : 0);
      }
    }
    return absoluteSum(sums) / images;
  };
}

/**
 * Class-wise calibration error: for each class, the error of its own probability over 15 bins of equal width, as for the
 * top probability; then the mean over the classes (Kull et al., "Beyond temperature scaling", NeurIPS 2019).
 */
export function classwiseCalibrationError({
  classCount,
  labels,
  probabilities,
}: CalibratedAnswers): Statistic<number> {
  // (n, K), which bin of which class a probability belongs to.
  const bins = Int32Array.from(
    probabilities,
    (probability, i) => (i % classCount) * BINS + binOf(probability),
  );
  return (weights) => {
    const sums = new Float64Array(classCount * BINS);
    for (let image = 0; image < labels.length; image++) {
      const weight = weights[image] as number;
      if (weight === 0) continue;
      const first = image * classCount;
      const label = first + (labels[image] as number);
      for (let at = first; at < first + classCount; at++) {
        const gap = (at === label ? 1 : 0) - (probabilities[at] as number);
        (sums[bins[at] as number] as number) += weight * gap;
      }
    }
    return absoluteSum(sums) / classCount / total(weights);
  };
}

function absoluteSum(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum;
}

function total(weights: Int32Array): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
}
