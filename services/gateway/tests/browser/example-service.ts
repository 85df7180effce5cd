import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type ClassifiedImage,
  LABEL_SETS,
  type ModelInfo,
  type ModelManifest,
  type ModelRef,
  modelState,
  NOTICE,
  rank,
  SlcError,
} from '@slc/domain';
import { type RunningGateway, startWith } from '../running-gateway.js';

const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const readManifest = (id: string): ModelManifest =>
  JSON.parse(readFileSync(at(`packages/models/${id}/manifest.json`), 'utf8'));

export const COMPACT = readManifest('compact-lite0');
export const FULL = readManifest('efficientnetv2s-ham10000');
export const DRAWINGS = [1, 2, 3, 4].map((number) => at(`test_images/synthetic/drawn-${number}.jpg`));
export const DRAWING = readFileSync(DRAWINGS[1] ?? '');

const refOf = ({ id, source }: ModelManifest, standIn: boolean): ModelRef => ({
  id,
  revision: source.revision,
  sha256: source.sha256 ?? 'ab'.repeat(32),
  standIn,
});

/** How the model can stand, one by one. */
export const STATUS = {
  ready: {
    state: modelState('ready'),
    model: refOf(FULL, false),
    engine: 'onnx',
    manifest: FULL,
  },
  standIn: {
    state: modelState('ready'),
    model: refOf(COMPACT, true),
    engine: 'onnx',
    manifest: COMPACT,
  },
  standInAlone: {
    state: modelState('ready', 'The full model cannot be served: HF_HUB_OFFLINE forbids to fetch its file.'),
    model: refOf(COMPACT, true),
    engine: 'onnx',
    manifest: COMPACT,
  },
  standInFetching: {
    state: {
      phase: 'ready',
      reason: 'The full model is being fetched.',
      bytesDone: 61_865_984,
      bytesTotal: 247_255_104,
    },
    model: refOf(COMPACT, true),
    engine: 'onnx',
    manifest: COMPACT,
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
  /** What the worker says of its model from now on. */
  status: ModelInfo;
  /** Of the next answers, in the order of the class ids. */
  logits: readonly number[];
  /** Answered before the next image: a test may make it wait or fail. */
  before: (signal: AbortSignal) => Promise<void>;
  /** File names that the gateway has passed on; none is a part of the contract, so this stays empty. */
  readonly received: Uint8Array[];
}

/** Melanoma 53 %, naevus 31 %, and the rest. */
const LOGITS = [0.1, -0.4, 0.9, -1.2, 2.3, 1.85, -2];

/** The gateway in front of a worker whose answers and status the test decides. JPEG and PNG are images to it. */
export async function startExampleService(status: ModelInfo = STATUS.standIn): Promise<ExampleService> {
  const received: Uint8Array[] = [];
  const gateway = await startWith(
    async ({ image }, { signal }) => {
      received.push(image);
      await service.before(signal);
      const { model, manifest, state } = service.status;
      if (!model || !manifest) throw new SlcError('model_not_ready', state.reason, { retryAfterMs: 1000 });
      return answerTo(image, service.logits, model, manifest.temperature.value);
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
  model: ModelRef,
  temperature: number,
): ClassifiedImage {
  const isImage = image[0] === 0xff || image[0] === 0x89;
  if (!isImage) {
    throw new SlcError(
      'unsupported_media_type',
      'image: expected JPEG, PNG, WebP or TIFF, got another kind of file',
    );
  }
  return {
    classification: {
      ...rank(logits, LABEL_SETS.ham10000, temperature),
      temperature,
      model,
      engine: 'onnx',
      image: { format: 'jpeg', width: 600, height: 450 },
      timingsMs: { queue: 0.4, decode: 4.8, inference: 36.1, total: 41.6 },
      notice: NOTICE,
    },
    preview: DRAWING,
  };
}
