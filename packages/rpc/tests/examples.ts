import {
  type ClassifiedImage,
  type Evaluation,
  LABEL_SETS,
  type ModelManifest,
  modelState,
  NOTICE,
  SlcError,
} from '@slc/domain';
import {
  type ClassifierClientOptions,
  type ClassifierHandlers,
  type ClassifierServerOptions,
  createClassifierClient,
  createClassifierServer,
} from '../src/index.js';
import { noInference } from './no-inference.js';

/** An answer in which every field differs from its default. */
export const exampleAnswer: ClassifiedImage = {
  classification: {
    topClass: 'MEL',
    malignantProbability: 0.7312,
    predictions: [
      { class: 'MEL', probability: 0.7312, logit: 3.41 },
      { class: 'NV', probability: 0.2688, logit: -1.25 },
    ],
    assessment: {
      verdict: 'undecided',
      reasons: ['several-classes', 'unlike-training'],
      predictionSet: { classes: ['MEL', 'NV'], coverage: 0.9 },
      outlier: { score: 1.21, unusableFrom: 1.7 },
      quality: [
        { code: 'sharpness', value: 0.83, limit: 0.2 },
        { code: 'side', value: 450, limit: 224 },
      ],
      views: { count: 4, agreeing: 3 },
    },
    explanation: {
      method: 'hirescam',
      class: 'MEL',
      height: 1,
      width: 3,
      values: [0.123456, 1, 0],
      check: { drop: 0.31, randomDrop: -0.06, holds: true },
    },
    temperature: 2.77,
    model: {
      id: 'a-model',
      revision: '97a25e6',
      sha256: 'ab'.repeat(32),
      standIn: true,
      precision: 'int8',
      guessed: ['classes', 'scaling'],
    },
    engine: 'onnx',
    image: { format: 'webp', width: 600, height: 450 },
    timingsMs: { queue: 0.4, decode: 4.8, inference: 36.1, total: 41.6 },
    notice: NOTICE,
  },
  preview: Buffer.from([0xff, 0xd8, 0xff]),
  pictures: { overlay: Buffer.from([0x89, 0x50]), analysed: Buffer.from([0x89]) },
};

const fullEvaluation: Evaluation = {
  dataset: 'a test set',
  images: 84,
  splitBy: 'lesion',
  temperature: 2.77,
  accuracy: 0.81,
  accuracy95: { low: 0.79, high: 0.83 },
  verdicts: [{ verdict: 'clear', images: 60, right: 57 }],
  balancedAccuracy: 0.72,
  balancedAccuracy95: { low: 0.69, high: 0.75 },
  macroF1: 0.7,
  nll: 0.55,
  nllBeforeTemperature: 0.61,
  ece: 0.02,
  eceBeforeTemperature: 0.09,
  malignantRocAuc: 0.93,
  malignantRocAuc95: { low: 0.91, high: 0.95 },
  malignantOperatingPoints: [
    {
      at: 'specificity',
      asked: 0.9,
      threshold: 0.31,
      sensitivity: { value: 0.84, low: 0.72, high: 0.92 },
      specificity: { value: 0.91, low: 0.76, high: 0.97 },
    },
  ],
  riskCoverage: [
    { coverage: 0.5, risk: 0.02 },
    { coverage: 1, risk: 0.19 },
  ],
  riskCoverageArea: 0.06,
  perClass: [
    {
      class: 'benign',
      precision: 0.88,
      recall: 0.91,
      recall95: { low: 0.8, high: 0.96 },
      f1: 0.9,
      support: 33,
      rocAuc: 0.93,
    },
    {
      class: 'malignant',
      precision: 0.94,
      recall: 0.92,
      recall95: { low: 0.84, high: 0.97 },
      f1: 0.93,
      support: 51,
      rocAuc: 0.93,
    },
  ],
  confusionMatrix: [
    [30, 3],
    [4, 47],
  ],
  reliability: [{ from: 0.9, to: 1, count: 700, confidence: 0.96, accuracy: 0.95 }],
};

/** A manifest in which everything is known. */
export const fullManifest: ModelManifest = {
  id: 'a-model',
  name: 'A model',
  summary: 'For tests.',
  standIn: true,
  guessed: ['scaling'],
  source: {
    kind: 'hub',
    repo: 'somebody/a-model',
    file: 'weights/a.h5',
    revision: '97a25e6b71c4b426c259b747a6c49d235c2dade7',
    sizeBytes: 247_255_104,
    sha256: 'cd'.repeat(32),
  },
  architecture: { name: 'EfficientNetV2S', parameters: 20_496_231 },
  input: { height: 224, width: 192 },
  preprocessing: {
    crop: 'centre-square',
    resize: 'bilinear-antialiased',
    scale: 2 / 255,
    offset: -1,
    views: 1,
  },
  labels: LABEL_SETS['benign-malignant'],
  temperature: { value: 2.77, fittedOn: 'a validation split' },
  training: {
    dataset: 'HAM10000',
    images: 10_015,
    classCounts: [8_061, 1_954],
    splitBy: 'image',
    procedure: 'Adam, 30 epochs.',
  },
  evaluations: [fullEvaluation],
  licence: { spdx: 'CC-BY-NC-4.0', nonCommercial: true, attribution: 'Tschandl et al. 2018' },
  caveats: ['Split by image.', 'No nails.'],
  translations: {
    es: {
      name: 'Un modelo',
      summary: 'Para pruebas.',
      fittedOn: 'una división de validación',
      trainingDataset: 'HAM10000',
      procedure: 'Adam, 30 épocas.',
      evaluationDatasets: ['una prueba'],
      attribution: 'Tschandl et al. 2018',
      caveats: ['Dividido por imagen.', 'Sin uñas.'],
    },
  },
  goldenLogits: [{ input: 'disc', logits: [-1.5, 2.25] }],
};

const { guessed: _, ...confirmed } = fullManifest;

/** A manifest in which everything that may be unknown is. */
export const sparseManifest: ModelManifest = {
  ...confirmed,
  standIn: false,
  source: { kind: 'bundled', file: 'a.h5', revision: 'r1', sizeBytes: null, sha256: null },
  architecture: { name: 'unknown', parameters: null },
  preprocessing: { crop: 'none', resize: 'nearest', scale: 1, offset: 0, views: 1 },
  temperature: { value: 1, fittedOn: null },
  training: null,
  evaluations: [
    {
      ...fullEvaluation,
      splitBy: null,
      accuracy95: null,
      balancedAccuracy: null,
      macroF1: null,
      nll: null,
      nllBeforeTemperature: null,
      ece: null,
      eceBeforeTemperature: null,
      malignantRocAuc: null,
      perClass: fullEvaluation.perClass.map((each) => ({ ...each, rocAuc: null })),
      confusionMatrix: null,
      reliability: [],
    },
  ],
  translations: {},
  goldenLogits: [],
};

interface PairOptions {
  readonly maxMessageBytes?: number;
  readonly host?: string;
  readonly port?: number;
  readonly server?: Partial<ClassifierServerOptions>;
  readonly client?: Partial<ClassifierClientOptions>;
}

/** A running server with a client of it. Whatever the test leaves open is closed by `close`. */
export async function startPair(
  handlers: Partial<ClassifierHandlers> = {},
  {
    maxMessageBytes = 100_000,
    host = '127.0.0.1',
    port = 0,
    server: serverOptions = {},
    client: clientOptions = {},
  }: PairOptions = {},
) {
  const errors: string[] = [];
  const server = createClassifierServer({
    maxMessageBytes,
    limits: {
      classify: {
        calls: 1_000,
        shed: () => new SlcError('overloaded', 'too many', { retryAfterMs: 300 }),
      },
    },
    streamWindow: 4,
    ...serverOptions,
    onError: (error, method) => errors.push(`${method} ${error.code}`),
    handlers: {
      classify: async () => exampleAnswer,
      classifyStream: async () => exampleAnswer,
      getModelInfo: () => ({
        state: modelState('starting', 'reading'),
        model: null,
        engine: null,
        manifest: null,
      }),
      ...noInference,
      ...handlers,
    },
  });
  const address = `${host}:${await server.bind(host, port)}`;
  const client = createClassifierClient({ address, maxMessageBytes: 10 * maxMessageBytes, ...clientOptions });
  const close = async (): Promise<void> => {
    client.close();
    await server.close(0);
  };
  return { server, client, address, errors, close };
}
