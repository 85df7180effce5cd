import type { LesionClass, TabledAnswer, Verdict } from '@slc/domain';
import type { EvaluateOptions } from '@slc/evaluation';
import { keepRows } from './keep-rows.js';

export type AssessedAnswers = Pick<EvaluateOptions, 'predictionSets' | 'verdicts' | 'outliers'>;

/** What is measured of the assessments of a number of images that come in any order: some bytes of each are kept. */
export class AssessmentTally {
  readonly #ids: readonly string[];
  readonly #verdicts: Verdict[];
  /** (images, classes), 1 where the image's set holds the class. */
  readonly #members: Uint8Array;
  readonly #scores: Float64Array;
  #coverage: number | null = null;
  #outliers: { undecided: number; unusable: number } | null = null;

  /** @param most images that may come */
  constructor(classes: readonly LesionClass[], most: number) {
    this.#ids = classes.map(({ id }) => id);
    this.#verdicts = new Array(most);
    this.#members = new Uint8Array(most * classes.length);
    this.#scores = new Float64Array(most);
  }

  /** @param row which of the images it is */
  add(row: number, { verdict, predictionSet, outlier }: TabledAnswer['assessment']): void {
    if (predictionSet) {
      this.#coverage = predictionSet.coverage;
      const members = this.#ids.map((id) => Number(predictionSet.classes.includes(id)));
      this.#members.set(members, row * this.#ids.length);
    }
    if (outlier) {
      this.#outliers ??= { undecided: 0, unusable: 0 };
      if (outlier.score > 1) this.#outliers.undecided++;
      if (outlier.score > outlier.unusableFrom) this.#outliers.unusable++;
      this.#scores[row] = outlier.score;
    }
    this.#verdicts[row] = verdict;
  }

  /**
   * Without a part for which the model has no limits.
   *
   * @param rows those that came, in ascending order
   */
  all(rows: readonly number[]): AssessedAnswers {
    return {
      // Safe: these came.
      verdicts: rows.map((row) => this.#verdicts[row] as Verdict),
      ...(this.#coverage !== null && {
        predictionSets: {
          coverage: this.#coverage,
          members: keepRows(this.#members, this.#ids.length, rows),
        },
      }),
      ...(this.#outliers && { outliers: this.#outliers }),
    };
  }

  /** @returns null for a model without limits for them */
  outlierScores(rows: readonly number[]): Float64Array | null {
    return this.#outliers && keepRows(this.#scores, 1, rows);
  }
}
