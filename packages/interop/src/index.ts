export { type DerivedKind, type DerivedUids, derivedUids } from './dicom/derived-uids.js';
export { type CapturedMap, writeHeatMapCapture } from './dicom/heat-map-capture.js';
export { writeReport } from './dicom/report.js';
export type { ReportedAnswer } from './dicom/report-tree.js';
export { readSourceInstance, type SourceInstance } from './dicom/source-instance.js';
export { answerBundle, BUNDLE_TYPES, type BundleOptions, type BundleType } from './fhir/answer-bundle.js';
export type { AnswerFacts, ImageFacts } from './fhir/facts.js';
export { operationOutcome, type ProblemFacts } from './fhir/operation-outcome.js';
export { terminologyBundle } from './fhir/terminology.js';
