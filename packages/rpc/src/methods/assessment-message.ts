import { type Assessment, QUALITY_CODES, REASONS, VERDICTS } from '@slc/domain';
import type {
  Assessment__Output,
  Assessment as AssessmentMessage,
} from '../generated/classifier/v1/Assessment.js';
import { word } from './message-fields.js';

export function toAssessmentMessage({
  predictionSet,
  reasons,
  quality,
  ...rest
}: Assessment): AssessmentMessage {
  return {
    ...rest,
    reasons: [...reasons],
    quality: [...quality],
    predictionSet: predictionSet && { ...predictionSet, classes: [...predictionSet.classes] },
  };
}

/**
 * In the order of fields that an assessment has from the beginning.
 *
 * @throws SlcError `internal` when it uses a word that the contract does not know
 */
export function fromAssessmentMessage(message: Assessment__Output): Assessment {
  return {
    verdict: word(message.verdict, VERDICTS, 'assessment.verdict'),
    reasons: message.reasons.map((reason) => word(reason, REASONS, 'assessment.reasons')),
    predictionSet: message.predictionSet,
    outlier: message.outlier,
    quality: message.quality.map((figure) => ({
      ...figure,
      code: word(figure.code, QUALITY_CODES, 'assessment.quality.code'),
    })),
    views: message.views,
  };
}
