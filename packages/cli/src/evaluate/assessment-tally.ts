import { type Assessment, type LesionClass, QUALITY_REASONS, type Verdict } from '@slc/domain';
import type { EvaluateOptions, ObservedImages } from '@slc/evaluation';

export type AssessedAnswers = Pick<EvaluateOptions, 'predictionSets' | 'verdicts' | 'outliers'>;

/** What is measured of the assessments of a number of images that come one by one: some bytes of each are kept. */
export class AssessmentTally {
  readonly #ids: readonly string[];
  readonly #verdicts: Verdict[] = [];
  /** (images, classes), 1 where the image's set holds the class. */
  readonly #members: Uint8Array;
  readonly #quality: ObservedImages['quality'][number][] = [];
  readonly #views: Assessment['views'][] = [];
  #coverage: number | null = null;
  #outliers: { undecided: number; unusable: number } | null = null;

  /** @param most images that may come */
  constructor(classes: readonly LesionClass[], most: number) {
    this.#ids = classes.map(({ id }) => id);
    this.#members = new Uint8Array(most * classes.length);
  }

  add({ verdict, reasons, predictionSet, outlier, views }: Assessment): void {
    if (predictionSet) {
      this.#coverage = predictionSet.coverage;
      const row = this.#ids.map((id) => Number(predictionSet.classes.includes(id)));
      this.#members.set(row, this.#verdicts.length * this.#ids.length);
    }
    if (outlier) {
      this.#outliers ??= { undecided: 0, unusable: 0 };
      if (outlier.score > 1) this.#outliers.undecided++;
      if (outlier.score > outlier.unusableFrom) this.#outliers.unusable++;
    }
    this.#verdicts.push(verdict);
    this.#quality.push(reasons.length === 0 ? NONE : QUALITY_REASONS.filter((one) => reasons.includes(one)));
    this.#views.push(views);
  }

  /** Without a part for which the model has no limits. */
  all(): AssessedAnswers {
    const members = this.#members.subarray(0, this.#verdicts.length * this.#ids.length);
    return {
      verdicts: this.#verdicts,
      ...(this.#coverage !== null && { predictionSets: { coverage: this.#coverage, members } }),
      ...(this.#outliers && { outliers: this.#outliers }),
    };
  }

  /** What does not depend on the model's limits. */
  observed(): ObservedImages {
    return { quality: this.#quality, views: this.#views };
  }
}

const NONE: ObservedImages['quality'][number] = [];
