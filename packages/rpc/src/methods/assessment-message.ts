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

/** @throws SlcError `internal` when it uses a word that the contract does not know */
export function fromAssessmentMessage(message: Assessment__Output): Assessment {
  return {
    ...message,
    verdict: word(message.verdict, VERDICTS, 'assessment.verdict'),
    reasons: message.reasons.map((reason) => word(reason, REASONS, 'assessment.reasons')),
    quality: message.quality.map((figure) => ({
      ...figure,
      code: word(figure.code, QUALITY_CODES, 'assessment.quality.code'),
    })),
  };
}
