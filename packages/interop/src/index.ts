export { REASON_CODES, VERDICT_CODES } from './assessment-codes.js';
export { answerBundle, BUNDLE_TYPES, type BundleOptions, type BundleType } from './fhir/answer-bundle.js';
export type { AnswerFacts, ImageFacts } from './fhir/facts.js';
export { operationOutcome, type ProblemFacts } from './fhir/operation-outcome.js';
export { terminologyBundle } from './fhir/terminology.js';
export { roundProbabilities, roundProbability } from './round-probabilities.js';
