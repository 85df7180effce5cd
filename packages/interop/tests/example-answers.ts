import { type Attributes, writeDicomFile } from '@slc/dicom';
import { type Classification, LABEL_SETS, type LesionClass, NOTICE, unknownClass } from '@slc/domain';
import { readSourceInstance, type SourceInstance } from '@slc/interop';

export const HAM10000: readonly LesionClass[] = LABEL_SETS.ham10000;

const PROBABILITIES = [0.521_234_5, 0.2, 0.1, 0.099_999_5, 0.05, 0.02, 0.008_766];

/** An answer over these classes, the first of which is the top class. */
export function exampleAnswer(
  labels: readonly LesionClass[] = HAM10000,
  parts: Partial<Classification> = {},
): Classification {
  const sum = PROBABILITIES.slice(0, labels.length).reduce((total, value) => total + value, 0);
  return {
    topClass: labels[0]?.id ?? '',
    predictions: labels.map(({ id }, i) => ({
      class: id,
      probability: (PROBABILITIES[i] ?? 0) / sum,
      logit: 1 - i,
    })),
    assessment: {
      verdict: 'undecided',
      reasons: ['several-classes'],
      predictionSet: { classes: labels.slice(0, 2).map(({ id }) => id), coverage: 0.9 },
      outlier: { score: 0.6, unusableFrom: 1.7 },
      quality: [],
      views: { count: 4, agreeing: 3 },
    },
    temperature: 2.77,
    model: {
      id: 'example-model',
      revision: '97a25e6',
      sha256: '0123456789abcdef'.repeat(4),
      standIn: false,
      precision: 'float32',
    },
    engine: 'onnx',
    image: { format: 'dicom', width: 64, height: 48 },
    timingsMs: { queue: 0, decode: 0, inference: 0, total: 0 },
    notice: NOTICE,
    ...parts,
  };
}

export const EXPLANATION = {
  method: 'grad-cam',
  class: 'AKIEC',
  height: 2,
  width: 2,
  values: [0, 0.1, 0.5, 1],
  check: { drop: 0.3, randomDrop: 0.1, holds: true },
} as const satisfies Classification['explanation'];

/** An answer for each thing that may be missing or odd, by what it is. */
export const EXAMPLE_ANSWERS = {
  undecided: [exampleAnswer(), HAM10000],
  clear: [
    exampleAnswer(HAM10000, {
      assessment: {
        ...exampleAnswer().assessment,
        ...{ verdict: 'clear', reasons: [], predictionSet: { classes: ['AKIEC'], coverage: 0.9 } },
      },
    }),
    HAM10000,
  ],
  unusable: [
    exampleAnswer(HAM10000, {
      assessment: {
        ...exampleAnswer().assessment,
        verdict: 'unusable',
        reasons: ['several-classes', 'dark'],
      },
    }),
    HAM10000,
  ],
  'without measured limits': [
    exampleAnswer(HAM10000, {
      assessment: {
        ...{ verdict: 'clear', reasons: [], quality: [] },
        ...{ predictionSet: null, outlier: null, views: null },
      },
    }),
    HAM10000,
  ],
  'of classes of a model’s own': ownClasses(),
} satisfies Readonly<Record<string, ExampleAnswer>>;

export type ExampleAnswer = readonly [Classification, readonly LesionClass[]];

function ownClasses(): ExampleAnswer {
  const labels = [
    { ...unknownClass(0), id: 'a-class-with-a-long-name.1', name: 'Nævus '.repeat(20) },
    { ...unknownClass(1), id: 'a-class-with-a-long-name.2', name: 'A name\\with\na line' },
    { ...unknownClass(2), id: 'VERDICT' },
  ];
  const model = { ...exampleAnswer().model, revision: 'rév. 1', guessed: ['classes', 'scaling'] as const };
  return [exampleAnswer(labels, { model }), labels];
}

export const EXAMPLE_IMAGE = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.77.1.7',
  SOPInstanceUID: '2.25.11',
  StudyInstanceUID: '2.25.12',
  SeriesInstanceUID: '2.25.13',
  Modality: 'DMS',
  PatientName: 'Example^Patient',
  PatientID: 'P1',
  PatientBirthDate: '19700101',
  PatientSex: 'F',
  StudyID: 'S1',
  AccessionNumber: 'A1',
  StudyDate: '20240102',
  StudyTime: '101112',
} satisfies Attributes;

/** What a DICOM image with these attributes gives to what is derived from it. */
export async function exampleSource(attributes: Attributes = {}): Promise<SourceInstance> {
  const file = writeDicomFile({ ...EXAMPLE_IMAGE, ...attributes });
  return await readSourceInstance(file, { maxBytes: 1_000_000 });
}
