import { type Code, classById, classCodes, type ModelManifest } from '@slc/domain';
import type { CodeableConcept, Coding } from 'fhir/r4.js';
import { modelCodeSystem, OWN_SYSTEMS, ownCodeSystem, SYSTEMS } from './urls.js';

/** Says that an artificial intelligence has asserted a resource, or is why there is one. */
export const AI_ASSERTED: Coding = {
  system: SYSTEMS.observationValue,
  code: 'AIAST',
  display: 'Artificial Intelligence asserted',
};

/** The codes of `OWN_SYSTEMS.answer`. */
export const ANSWER_CODES = {
  classification: 'Skin lesion classification',
  'malignant-sum': 'Sum over the malignant and pre-malignant classes',
  'prediction-set': 'Plausible class',
  verdict: 'How far the answer may be believed',
  reason: 'What speaks against the answer',
} as const;

export function answerConcept(code: keyof typeof ANSWER_CODES, text?: string): CodeableConcept {
  const coding = toCoding(OWN_SYSTEMS.answer, { code, meaning: ANSWER_CODES[code] });
  return { coding: [coding], ...(text !== undefined && { text }) };
}

/** A class of the model: its own code first, then SNOMED CT where a concept means exactly the class. */
export function classConcept(
  { id, labels }: Pick<ModelManifest, 'id' | 'labels'>,
  classId: string,
): CodeableConcept {
  const { own, ownSystem, snomed } = classCodes(classById(labels, classId));
  const system = ownSystem === null ? modelCodeSystem(id) : ownCodeSystem(ownSystem);
  return {
    coding: [toCoding(system, own), ...(snomed ? [toCoding(SYSTEMS.snomed, snomed)] : [])],
    text: own.meaning,
  };
}

export function conceptOf(system: string, code: Code): CodeableConcept {
  return { coding: [toCoding(system, code)], text: code.meaning };
}

export function toCoding(system: string, { code, meaning }: Code): Coding {
  return { system, code, display: meaning };
}
