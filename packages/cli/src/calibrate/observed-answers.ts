import { type Assessment, QUALITY_REASONS, SlcError } from '@slc/domain';
import type { ObservedImages } from '@slc/evaluation';
import type { AnswerSource } from '../answering/answer-source.js';

/** What is observed of images, in the order in which their answers come, beside what the model's limits say of them. */
export class ObservedAnswers implements ObservedImages {
  readonly quality: ObservedImages['quality'][number][] = [];
  readonly views: Assessment['views'][] = [];

  /** The source, whose answers are observed as they come. */
  of({ manifest, answers }: AnswerSource): Pick<AnswerSource, 'answers' | 'manifest'> {
    const add = (assessment: Assessment) => this.#add(assessment);
    return {
      manifest,
      async *answers(images, wanted) {
        for await (const outcome of answers(images, wanted)) {
          if (!(outcome.answer instanceof SlcError)) add(outcome.answer.assessment);
          yield outcome;
        }
      },
    };
  }

  #add({ reasons, views }: Assessment): void {
    this.quality.push(reasons.length === 0 ? NONE : QUALITY_REASONS.filter((one) => reasons.includes(one)));
    this.views.push(views);
  }
}

const NONE: ObservedImages['quality'][number] = [];
