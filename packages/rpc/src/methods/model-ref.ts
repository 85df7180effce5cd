import type { ModelRef } from '@slc/domain';
import type { ModelRef__Output, ModelRef as ModelRefMessage } from '../generated/classifier/v1/ModelRef.js';

export function toModelRefMessage({ standIn, ...same }: ModelRef): ModelRefMessage {
  return { ...same, stand_in: standIn };
}

export function fromModelRefMessage({ stand_in, ...same }: ModelRef__Output): ModelRef {
  return { ...same, standIn: stand_in };
}
