import { readFileSync } from 'node:fs';
import type {
  IncomingCall,
  InferAnswer,
  InferenceHandlers,
  InferParameters,
  ReceivedInferRequest,
} from '@slc/rpc';
import { INFERENCE_SERVICE_NAME, invalidRequest, quoteName } from '@slc/rpc';
import type { ServedModel } from '../model/served-model.js';
import { type Answered, type AnswerReporters, reportAnswers } from '../report-answers.js';
import { assertIsKnown, findModel, MODEL_VERSION, modelNames } from './find-model.js';
import { configureModel, describeModel } from './model-tensors.js';
import { readPictures } from './read-pictures.js';
import { classifyTogether } from './together.js';
import { wantedOutputs } from './wanted-outputs.js';

interface InferOptions extends AnswerReporters {
  /** Images of one call: those that the queue holds. */
  readonly mostImages: number;
}

/** The Open Inference Protocol on the model that serves now: the same queue, limits and numbers as `Classify`. */
export function inferWith(model: ServedModel, options: InferOptions): InferenceHandlers {
  const isReady = () => model.state.phase === 'ready';
  return {
    serverLive: () => true,
    serverReady: isReady,
    serverMetadata: () => SERVER,
    modelReady(asked) {
      assertIsKnown(model, asked);
      return isReady();
    },
    modelMetadata: (asked) => describeModel(findModel(model, asked)),
    modelConfig: (asked) => configureModel(findModel(model, asked), options.mostImages),
    modelInfer: (request, call) => infer(request, call, { model, ...options }),
    repositoryIndex({ isReady: onlyReady }) {
      if (onlyReady && !isReady()) return [];
      // A stand-in is ready too, and its state's reason says why it stands in: a reader would take that for a failure.
      const reason = isReady() ? '' : model.state.reason;
      return modelNames(model).map((name) => ({ name, version: MODEL_VERSION, isReady: isReady(), reason }));
    },
  };
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const SERVER = {
  name: 'skin-lesion-classifier',
  version,
  // Triton's names of its extensions.
  extensions: ['classification', 'model_repository', 'model_configuration'],
};

interface InferParts extends InferOptions {
  readonly model: ServedModel;
}

async function infer(
  request: ReceivedInferRequest,
  { signal, timeoutMs, header }: IncomingCall,
  { model, mostImages, ...reporters }: InferParts,
): Promise<InferAnswer> {
  const startedMs = Date.now();
  const found = findModel(model, { name: request.modelName, version: request.modelVersion });
  const pictures = readPictures(request, found, mostImages);
  const makeOutputs = wantedOutputs(request.outputs, found);
  const limits = { signal, timeoutMs: Math.min(timeoutMs, readTimeoutMs(request.parameters)) };
  const { classifier } = found;
  const answers = await classifyTogether<Answered>(pictures, limits, (picture, options) =>
    found.kind === 'pixels'
      ? classifier.classifyPixels(picture, options)
      : classifier.classify(picture, options).then(({ classification }) => classification),
  );
  reportAnswers(answers, {
    method: `${INFERENCE_SERVICE_NAME}/ModelInfer`,
    startedMs,
    header,
    level: 'info',
    line: { images: pictures.length, sizeBytes: pictures.reduce((sum, { length }) => sum + length, 0) },
    ...reporters,
  });
  return {
    modelName: request.modelName,
    modelVersion: MODEL_VERSION,
    id: request.id,
    parameters: describeAnswer(answers),
    outputs: makeOutputs(answers),
    isRaw: request.isRaw,
  };
}

/** @returns Infinity for 0, as in Triton, and where the request gives no time */
function readTimeoutMs(parameters: InferParameters): number {
  const microseconds = parameters.get('timeout');
  if (microseconds === undefined || microseconds === 0) return Number.POSITIVE_INFINITY;
  if (typeof microseconds !== 'number' || !Number.isInteger(microseconds) || microseconds < 0) {
    const expected = 'a whole number of microseconds, or 0 for no limit';
    throw invalidRequest('parameter timeout', expected, quoteName(String(microseconds)));
  }
  return microseconds / 1_000;
}

/** What the protocol has no tensors for, and every answer must say. */
function describeAnswer([answer]: readonly Answered[]): InferParameters {
  const parameters = new Map<string, string | number | boolean>();
  if (answer) {
    const { revision, standIn, guessed } = answer.model;
    parameters.set('model_revision', revision);
    parameters.set('temperature', answer.temperature);
    parameters.set('stand_in', standIn);
    if (guessed) parameters.set('guessed', guessed.join(','));
    parameters.set('notice', answer.notice);
  }
  return parameters;
}
