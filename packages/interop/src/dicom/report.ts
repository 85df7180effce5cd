import { type Attributes, SOP_CLASSES } from '@slc/dicom';
import { OWN_SCHEME } from './codes.js';
import { reference } from './content-items.js';
import { writeDerivedObject } from './derived-object.js';
import { type ReportedAnswer, reportTree } from './report-tree.js';
import type { SourceInstance } from './source-instance.js';

/** A report must have a date: this is commonly written in place of one that was removed. */
const NO_DATE = { ContentDate: '19000101', ContentTime: '000000' };

/** The answer to a DICOM image as a structured report. */
export function writeReport(answer: ReportedAnswer): Uint8Array {
  const { classification, source } = answer;
  const own = {
    SOPClassUID: SOP_CLASSES.comprehensive3dReport,
    CodingSchemeIdentificationSequence: [OWN_SCHEME],
    // SR Document Series Module
    Modality: 'SR',
    SeriesNumber: '9001',
    SeriesDescription: 'Skin lesion classes, research only',
    ReferencedPerformedProcedureStepSequence: [],
    // SR Document General Module
    ...(source.date ?? NO_DATE),
    PreliminaryFlag: 'PRELIMINARY',
    CompletionFlag: 'COMPLETE',
    // A person verifies a report.
    VerificationFlag: 'UNVERIFIED',
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: [evidence(source)],
    // SR Document Content Module
    ...reportTree(answer),
  };
  return writeDerivedObject({ source, model: classification.model, kind: 'report', own });
}

function evidence(source: SourceInstance): Attributes {
  return {
    StudyInstanceUID: source.studyInstanceUid,
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: source.seriesInstanceUid, ReferencedSOPSequence: [reference(source)] },
    ],
  };
}
