import { readFileSync } from 'node:fs';
import {
  type ClassifiedImage,
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
  /** Logits of the next answers, in label order. */
  logits: readonly number[];
  /** Awaited before the next answer: a test may make it wait or fail. */
  before: (signal: AbortSignal) => Promise<void>;
  /** The images that the worker has received. */
  readonly received: Uint8Array[];
}

/** Melanoma 53 %, naevus 31 %, and the others. */
const LOGITS = [0.1, -0.4, 0.9, -1.2, 2.3, 1.85, -2];

/** The gateway in front of a worker whose answers and status the test decides. It takes JPEG and PNG for images. */
export async function startExampleService(status: ModelInfo = STATUS.standIn): Promise<ExampleService> {
  const received: Uint8Array[] = [];
  const gateway = await startWith(
    async ({ image }, { signal }) => {
      received.push(image);
      await service.before(signal);
      const { model, manifest, state } = service.status;
      if (!model || !manifest) throw new SlcError('model_not_ready', state.reason, { retryAfterMs: 1000 });
      return answerTo(image, service.logits, { model, manifest });
    },
    {},
    () => service.status,
  );
  const service: ExampleService = {
    ...gateway,
    status,
    logits: LOGITS,
    before: async () => {},
    received,
  };
  return service;
}

function answerTo(
  image: Uint8Array,
  logits: readonly number[],
  { model, manifest }: { readonly model: ModelRef; readonly manifest: ModelManifest },
): ClassifiedImage {
  const isImage = image[0] === 0xff || image[0] === 0x89;
  if (!isImage) {
    const message = `image: expected ${listImageFormats()}, got another kind of file`;
    throw new SlcError('unsupported_media_type', message);
  }
  return {
    classification: {
      ...rank(logits, manifest.labels, manifest.temperature.value),
      assessment: CLEAR,
      temperature: manifest.temperature.value,
      model,
      engine: 'onnx',
      image: { format: 'jpeg', width: 600, height: 450 },
      timingsMs: { queue: 0.4, decode: 4.8, inference: 36.1, total: 41.6 },
      notice: NOTICE,
    },
    preview: DRAWING,
  };
}
