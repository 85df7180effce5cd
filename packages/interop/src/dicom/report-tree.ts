import type { Attributes } from '@slc/dicom';
import type { Classification, LesionClass } from '@slc/domain';
import { MANUFACTURER } from '../manufacturer.js';
import { decimalText, toMillionths } from '../millionths.js';
import { AMERICAN_ENGLISH, classCode, DCM, NO_UNITS, OWN, SCT, type SchemeCode, wordCode } from './codes.js';
import { item, related } from './content-items.js';
import { deviceUid, findingUid } from './derived-uids.js';
import type { SourceInstance } from './source-instance.js';

export interface ReportedAnswer {
  readonly classification: Classification;
  /** The model's classes, which give the codes their meanings. */
  readonly labels: readonly LesionClass[];
  readonly source: SourceInstance;
}

type Items = readonly Attributes[];

/**
 * The report as a tree of content items after TID 1500 "Measurement Report" (PS3.16) with one measurement group. A class is only
 * the modifier of its probability: as a finding of a group of its own it would be read as present.
 */
export function reportTree(answer: ReportedAnswer): Attributes {
  const { source } = answer;
  return {
    ...item.container(DCM.imagingMeasurementReport, [
      ...related('HAS CONCEPT MOD', [item.code(DCM.language, AMERICAN_ENGLISH)]),
      ...related('HAS OBS CONTEXT', observer(answer)),
      ...related('HAS CONCEPT MOD', [item.code(DCM.procedureReported, SCT.imagingProcedure)]),
      ...related('CONTAINS', [
        item.container(
          DCM.imageLibrary,
          related('CONTAINS', [item.container(DCM.imageLibraryGroup, libraryEntry(source))]),
        ),
        item.container(
          DCM.imagingMeasurements,
          related('CONTAINS', [item.container(DCM.measurementGroup, measurementGroup(answer))]),
        ),
      ]),
    ]),
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
  };
}

/** TID 1004. */
function observer({ classification: { model } }: ReportedAnswer): Items {
  return [
    item.code(DCM.observerType, DCM.device),
    item.uid(DCM.deviceObserverUid, deviceUid(model)),
    item.text(DCM.deviceObserverName, model.id),
    item.text(DCM.deviceObserverManufacturer, MANUFACTURER),
    item.text(DCM.deviceObserverModelName, model.id),
    item.text(DCM.deviceObserverSerialNumber, model.sha256),
  ];
}

/** Modalities that photographs have (PS3.3, C.7.3.1.1.1). */
const MODALITIES: Readonly<Record<string, string>> = {
  DMS: 'Dermoscopy',
  XC: 'External-camera Photography',
  ES: 'Endoscopy',
  GM: 'General Microscopy',
};

const OTHER_MODALITY: SchemeCode = { scheme: 'DCM', code: 'OT', meaning: 'Other' };

function libraryEntry(source: SourceInstance): Items {
  const { modality: code = '' } = source;
  const meaning = MODALITIES[code];
  const modality: SchemeCode = meaning ? { scheme: 'DCM', code, meaning } : OTHER_MODALITY;
  return [
    ...related('HAS ACQ CONTEXT', [item.code(DCM.modality, modality)]),
    ...related('CONTAINS', [item.image(SCT.source, source)]),
  ];
}

/** TID 1501, in the order of its rows. */
function measurementGroup(answer: ReportedAnswer): Items {
  const { source } = answer;
  return [
    ...related('HAS OBS CONTEXT', [
      item.text(DCM.trackingIdentifier, 'Lesion'),
      item.uid(DCM.trackingUid, findingUid(source.sopInstanceUid)),
    ]),
    ...related('CONTAINS', [item.code(DCM.finding, SCT.skinLesion)]),
    ...related('HAS CONCEPT MOD', algorithm(answer)),
    ...related('CONTAINS', [
      ...probabilities(answer),
      ...evaluations(answer),
      item.text(DCM.comment, commentOf(answer)),
      item.image(DCM.sourceOfMeasurement, source),
    ]),
  ];
}

/** The date of a report follows from the image, so that the same answer is the same object: that has to be said in it. */
function commentOf({ classification: { notice }, source: { date } }: ReportedAnswer): string {
  const dated = date
    ? 'The date and time of this report are those of the image.'
    : 'The image has no date, and a date of 1900 stands in this report for none.';
  return `${notice} ${dated}`;
}

/** TID 4019. */
function algorithm({ classification: { model, temperature, assessment } }: ReportedAnswer): Items {
  const parameters = [
    `T=${temperature}`,
    `precision=${model.precision}`,
    `sha256=${model.sha256}`,
    assessment.predictionSet && `coverage=${assessment.predictionSet.coverage}`,
    assessment.views && `views=${assessment.views.count}`,
    model.standIn && 'stand-in for another model',
    model.guessed && `guessed: ${model.guessed.join(', ')}`,
  ];
  return [
    item.code(DCM.algorithmFamily, DCM.artificialIntelligence),
    item.text(DCM.algorithmName, model.id),
    item.text(DCM.algorithmVersion, model.revision),
    ...parameters.flatMap((text) => (text ? [item.text(DCM.algorithmParameters, text)] : [])),
  ];
}

function probabilities({ classification: { predictions }, labels }: ReportedAnswer): Items {
  const rounded = toMillionths(predictions.map(({ probability }) => probability));
  return predictions.map((prediction, index) =>
    item.number(
      DCM.probability,
      { text: decimalText(rounded[index] ?? 0), unit: NO_UNITS },
      related('HAS CONCEPT MOD', [item.code(DCM.finding, classCode(labels, prediction.class))]),
    ),
  );
}

/** Of an image that cannot be judged no class is named: its probabilities mean nothing, and the verdict says why. */
function evaluations({ classification: { topClass, assessment }, labels }: ReportedAnswer): Items {
  const { verdict, reasons, predictionSet } = assessment;
  const code = (id: string) => classCode(labels, id);
  const classes =
    verdict === 'unusable'
      ? []
      : [
          item.code(OWN.top, code(topClass)),
          ...(predictionSet?.classes ?? []).map((id) => item.code(OWN.set, code(id))),
        ];
  return [
    ...classes,
    item.code(OWN.verdict, wordCode(verdict)),
    ...reasons.map((reason) => item.code(OWN.reason, wordCode(reason))),
  ];
}
