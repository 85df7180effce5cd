import { readFileSync } from 'node:fs';
import {
  type Assessment,
  type ClassifiedImage,
  type Explanation,
  type ExplanationMethod,
  listImageFormats,
  type ModelInfo,
  type ModelManifest,
  type ModelRef,
  modelState,
  NOTICE,
  rank,
  SlcError,
} from '@slc/domain';
import { CALIBRATED, COMPACT, FULL, root, serving } from '../example-models.js';
import { CLEAR, type RunningGateway, startWith } from '../running-gateway.js';
import { drawPng } from './draw-png.js';

export const DRAWINGS = [1, 2, 3, 4].map((number) => `${root}test_images/synthetic/drawn-${number}.jpg`);
export const DRAWING = readFileSync(DRAWINGS[1] ?? '');

/** Every state of the model. */
export const STATUS = {
  ready: serving(FULL),
  standIn: serving(COMPACT, true),
  calibrated: serving(CALIBRATED, true),
  standInAlone: {
    ...serving(COMPACT, true),
    state: modelState('ready', 'The full model cannot be served: HF_HUB_OFFLINE forbids to fetch its file.'),
  },
  standInFetching: {
    ...serving(COMPACT, true),
    state: {
      phase: 'ready',
      reason: 'The full model is being fetched.',
      bytesDone: 61_865_984,
      bytesTotal: 247_255_104,
    },
  },
  fetching: {
    state: {
      phase: 'fetching',
      reason: 'The file is on its way from the Hub.',
      bytesDone: 61_865_984,
      bytesTotal: 247_255_104,
    },
    model: null,
    engine: null,
    manifest: FULL,
  },
  starting: {
    state: modelState('starting', 'The model is being read, compiled and tested.'),
    model: null,
    engine: null,
    manifest: FULL,
  },
  failed: {
    state: modelState('failed', 'The model cannot be served: weights: expected 7 classes, got 5.'),
    model: null,
    engine: null,
    manifest: null,
  },
} satisfies Record<string, ModelInfo>;

export interface ExampleService extends RunningGateway {
  /** What the worker says about its model from now on. */
  status: ModelInfo;
  /** Whether it says nothing, as if it were away. */
  isAway: boolean;
  /** How far the next answers may be believed, for the page's words; by default clear, of a model without limits. */
  assessment: Assessment;
  /** Whether the heat maps of the next answers hold; null: there is no room for one. */
  mapHolds: boolean | null;
  /** Logits of the next answers, in label order. */
  logits: readonly number[];
  /** Awaited before the next answer: a test may make it wait or fail. */
  before: (signal: AbortSignal) => Promise<void>;
  /** The images that the worker has received. */
  readonly received: Uint8Array[];
  /** By which method a map was wanted of each. */
  readonly explained: (ExplanationMethod | undefined)[];
}

/** Melanoma 53 %, naevus 31 %, and the others. */
const LOGITS = [0.1, -0.4, 0.9, -1.2, 2.3, 1.85, -2];

/** The gateway in front of a worker whose answers and status the test decides. It takes JPEG and PNG for images. */
export async function startExampleService(
  status: ModelInfo = STATUS.standIn,
  env: NodeJS.ProcessEnv = {},
): Promise<ExampleService> {
  const received: Uint8Array[] = [];
  const explained: ExampleService['explained'] = [];
  const gateway = await startWith(
    async ({ image, explain }, { signal }) => {
      received.push(image);
      explained.push(explain);
      await service.before(signal);
      const { model, manifest, state } = service.status;
      if (!model || !manifest) throw new SlcError('model_not_ready', state.reason, { retryAfterMs: 1000 });
      const { logits, assessment } = service;
      const mapHolds = explain === undefined ? null : service.mapHolds;
      return answerTo(image, { logits, assessment, mapHolds, model, manifest });
    },
    env,
    () => {
      if (service.isAway) throw new SlcError('model_not_ready', 'The worker is stopping.');
      return service.status;
    },
  );
  const service: ExampleService = {
    ...gateway,
    status,
    isAway: false,
    assessment: CLEAR,
    mapHolds: true,
    logits: LOGITS,
    before: async () => {},
    received,
    explained,
  };
  return service;
}

const SIDE = 224;
const SQUARE = drawPng(SIDE, (x, y) =>
  Math.hypot(x - 120, y - 100) < 50 ? [96, 60, 44, 255] : [222, 180, 168, 255],
);
const OVERLAY = drawPng(SIDE, (x, y) => [253 - x, 231 - y, 37, 115]);

/** Strongest in the upper left of its four parts. */
const MAP: Pick<Explanation, 'method' | 'height' | 'width' | 'values'> = {
  method: 'grad-cam',
  height: 2,
  width: 2,
  values: [1, 0.4, 0.2, 0],
};

interface Answered extends Pick<ExampleService, 'logits' | 'assessment' | 'mapHolds'> {
  readonly model: ModelRef;
  readonly manifest: ModelManifest;
}

function answerTo(
  image: Uint8Array,
  { logits, assessment, mapHolds, model, manifest }: Answered,
): ClassifiedImage {
  const isImage = image[0] === 0xff || image[0] === 0x89;
  if (!isImage) {
    const message = `image: expected ${listImageFormats()}, got another kind of file`;
    throw new SlcError('unsupported_media_type', message);
  }
  const ranked = rank(logits, manifest.labels, manifest.temperature.value);
  const isExplained = mapHolds !== null && assessment.verdict !== 'unusable';
  const check = mapHolds
    ? { drop: 0.3, randomDrop: 0.02, holds: true }
    : { drop: 0.01, randomDrop: 0.02, holds: false };
  return {
    classification: {
      ...ranked,
      assessment,
      ...(isExplained && { explanation: { ...MAP, class: ranked.topClass, check } }),
      temperature: manifest.temperature.value,
      model,
      engine: 'onnx',
      image: { format: 'jpeg', width: 600, height: 450 },
      timingsMs: { queue: 0.4, decode: 4.8, inference: 36.1, total: 41.6 },
      notice: NOTICE,
    },
    preview: DRAWING,
    pictures: { analysed: SQUARE, ...(isExplained && { overlay: OVERLAY }) },
    ...(mapHolds === null && { explanationError: new SlcError('overloaded', 'no room for the map') }),
  };
}

const QUALITY: Assessment['quality'] = [
  { code: 'sharpness', value: 0.083, limit: 0.024 },
  { code: 'brightness', value: 152, limit: 235 },
  { code: 'clipped', value: 0.004, limit: 0.25 },
  { code: 'contrast', value: 34, limit: 3.3 },
  { code: 'chroma', value: 40, limit: 3.5 },
  { code: 'side', value: 450, limit: 192 },
];

/** The three verdicts of a calibrated model, and that of one without limits. */
export const ASSESSMENT = {
  clear: {
    ...CLEAR,
    quality: QUALITY,
    predictionSet: { classes: ['MEL'], coverage: 0.9 },
    outlier: { score: 0.5, unusableFrom: 1.5 },
    views: { count: 4, agreeing: 4 },
  },
  undecided: {
    ...CLEAR,
    quality: QUALITY,
    verdict: 'undecided',
    reasons: ['several-classes', 'views-disagree'],
    predictionSet: { classes: ['MEL', 'NV', 'BKL', 'AKIEC'], coverage: 0.9 },
    outlier: { score: 0.7, unusableFrom: 1.5 },
    views: { count: 4, agreeing: 2 },
  },
  unusable: {
    ...CLEAR,
    quality: [{ code: 'sharpness', value: 0.011, limit: 0.024 }, ...QUALITY.slice(1)],
    verdict: 'unusable',
    reasons: ['several-classes', 'unlike-training', 'blurred'],
    predictionSet: { classes: ['MEL', 'NV'], coverage: 0.9 },
    outlier: { score: 1.7, unusableFrom: 1.5 },
    views: { count: 4, agreeing: 4 },
  },
  unmeasured: { ...CLEAR, quality: QUALITY },
} satisfies Record<string, Assessment>;
