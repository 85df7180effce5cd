import { z } from 'zod';
import { VERDICTS } from './assessment.js';
import { count, fraction, sentence } from './words-schema.js';

export const splitBy = z
  .enum(['lesion', 'image'])
  .nullable()
  .describe('Whether training and test set may share a lesion (`image`) or not (`lesion`).');

const interval = z
  .strictObject({ low: fraction, high: fraction })
  .refine(isOrdered, 'expected low to be at most high');

/** A bootstrap's interval need not hold the value itself, so nothing asks for it. */
const estimate = z
  .strictObject({ value: fraction, low: fraction, high: fraction })
  .refine(isOrdered, 'expected low to be at most high')
  .describe('A figure with its 95 % interval.');

const classEvaluation = z
  .strictObject({
    class: z.string(),
    precision: fraction.nullable().describe('Null where no answer names the class.'),
    recall: fraction.nullable().describe('Null where the test has no image of the class.'),
    recall95: interval.nullable().describe('95 % Wilson score interval; null where recall is.'),
    f1: fraction.nullable().describe('Null where neither precision nor recall is known.'),
    support: count.describe('Test images of this class.'),
    rocAuc: fraction.nullable(),
  })
  .refine(({ recall, recall95 }) => (recall === null) === (recall95 === null), {
    message: 'expected recall and recall95 both to be known, or neither',
    path: ['recall95'],
  });

const reliabilityBin = z
  .strictObject({ from: fraction, to: fraction, count, confidence: fraction, accuracy: fraction })
  .describe('Answers whose top probability lies in from..to: its mean, and how many of them were right.');

const riskCoveragePoint = z
  .strictObject({
    coverage: fraction.describe('Share of images that are answered: those of the highest top probability.'),
    risk: fraction.describe('Share of wrong answers among these.'),
  })
  .describe('What holds when only the answers from a top probability on are given.');

/** Every twentieth of the images, and the surest answers: what a drawing can show. */
const MOST_RISK_COVERAGE_POINTS = 21;

const malignantOperatingPoint = z
  .strictObject({
    at: z.enum(['specificity', 'sensitivity']).describe('Which of the two was to be reached.'),
    asked: fraction.describe('How much of it, at least.'),
    threshold: fraction
      .nullable()
      .describe('Called malignant from this sum on. Null where no image is called malignant.'),
    sensitivity: estimate,
    specificity: estimate,
  })
  .describe('A threshold of the summed malignant and pre-malignant probabilities, and what it gives.');

const verdictCount = z
  .strictObject({
    verdict: z.enum(VERDICTS),
    images: count.describe('Images whose answer gets this verdict.'),
    right: count.describe('How many of these answers are right.'),
  })
  .refine(({ images, right }) => right <= images, {
    message: 'expected no more right answers than images',
    path: ['right'],
  });

/** What one test measured. Keys with a default came later: a manifest without them is as valid as before. */
export const evaluationSchema = z
  .strictObject({
    dataset: sentence,
    images: count,
    splitBy,
    temperature: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('T at which it was measured; null where that is not known.'),
    accuracy: fraction,
    accuracy95: interval.nullable().describe('95 % interval.'),
    balancedAccuracy: fraction.nullable().describe('Mean recall over the classes.'),
    balancedAccuracy95: interval.nullable().default(null).describe('95 % interval.'),
    macroF1: fraction.nullable(),
    nll: z.number().nonnegative().nullable().describe('Mean negative log-likelihood, in nats.'),
    nllBeforeTemperature: z.number().nonnegative().nullable(),
    ece: fraction.nullable().describe('Expected calibration error over 15 bins of equal width.'),
    eceBeforeTemperature: fraction.nullable(),
    malignantRocAuc: fraction
      .nullable()
      .describe('Area under the ROC curve of the summed malignant and pre-malignant probabilities.'),
    malignantRocAuc95: interval.nullable().default(null).describe('95 % interval.'),
    malignantOperatingPoints: z.array(malignantOperatingPoint).nullable().default(null),
    riskCoverage: z
      .array(riskCoveragePoint)
      .max(MOST_RISK_COVERAGE_POINTS)
      .nullable()
      .default(null)
      .describe('By rising coverage.'),
    riskCoverageArea: fraction
      .nullable()
      .default(null)
      .describe('Area under the risk–coverage curve of all images, not of these points alone.'),
    verdicts: z
      .array(verdictCount)
      .max(VERDICTS.length)
      .nullable()
      .default(null)
      .describe('By limits that were fitted without the image. Null where no answer was assessed.'),
    perClass: z.array(classEvaluation),
    confusionMatrix: z
      .array(z.array(count))
      .nullable()
      .describe('counts[true][predicted], both in label order.'),
    reliability: z.array(reliabilityBin),
  })
  .describe('Measured after temperature scaling, unless the name says otherwise. Fractions are 0..1.');

function isOrdered({ low, high }: { readonly low: number; readonly high: number }): boolean {
  return low <= high;
}
