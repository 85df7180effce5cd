import type { ClassifyOptions } from '@slc/classifier';
import { type ClassifiedImage, SlcError } from '@slc/domain';
import {
  CLASSIFIER_SERVICE_NAME,
  type ClassifierHandlers,
  type ImageRequest,
  type IncomingCall,
} from '@slc/rpc';
import { continueTrace, type EndedRequest, type Logger } from '@slc/runtime';
import type { WorkerMetrics } from './metrics.js';
import type { ServedModel } from './model/served-model.js';
import { roundToTenths } from './round-to-tenths.js';

/**
 * Classifies one image with the model that serves now, counts it and logs one line. Of the image the line holds only
 * size and format, of the answer only the times.
 */
export function classifyWith(
  model: ServedModel,
  metrics: WorkerMetrics,
  logger: Logger,
): Pick<ClassifierHandlers, 'classify' | 'classifyStream'> {
  async function classify(
    { image, ...wishes }: ImageRequest,
    { signal, timeoutMs, header }: IncomingCall,
    { method, level, ...options }: MethodOptions,
  ): Promise<ClassifiedImage> {
    const startedMs = Date.now();
    const answer = await asCallersSee(
      model.classifier().classify(image, { signal, timeoutMs, ...wishes, ...options }),
    );
    afterAnswer(() => {
      metrics.requestAnswered(answer.classification);
      const trace = continueTrace(header, startedMs);
      trace.end(describeTrace(method, answer));
      if (logger.isLevelEnabled(level)) {
        const { traceId } = trace;
        const sizeBytes = image.length;
        logger[level]({ traceId, code: 'ok', sizeBytes, ...describeAnswer(answer) }, 'classified');
      }
    });
    return answer;
  }

  return {
    classify: (request, call) => classify(request, call, { method: 'Classify', level: 'info' }),
    // A stream may hold a hundred thousand images: a line for each would flood the log.
    classifyStream: (request, call, onAdmitted) =>
      classify(request, call, { method: 'ClassifyStream', level: 'debug', waitForRoom: true, onAdmitted }),
  };
}

/** A map that the model does not have is a fault of the request: the model serves, and answers without one. */
async function asCallersSee<Answer extends ClassifiedImage>(answering: Promise<Answer>): Promise<Answer> {
  try {
    const answer = await answering;
    const { explanationError: error } = answer;
    return error ? { ...answer, explanationError: asFaultOfRequest(error) } : answer;
  } catch (thrown) {
    throw thrown instanceof SlcError ? asFaultOfRequest(thrown) : thrown;
  }
}

function asFaultOfRequest(error: SlcError): SlcError {
  if (error.code !== 'unsupported_model') return error;
  return new SlcError('invalid_request', error.message, { cause: error });
}

interface MethodOptions extends Pick<ClassifyOptions, 'waitForRoom' | 'onAdmitted'> {
  readonly method: string;
  /** Level of the log line. */
  readonly level: 'info' | 'debug';
}

/**
 * Runs what no caller needs to wait for. gRPC sends an answer's message at the end of this turn of the event loop, and
 * its status at the end of the next; a client hands out the answer when it has the status.
 */
function afterAnswer(report: () => void): void {
  setImmediate(() => setImmediate(report));
}

function describeTrace(method: string, { classification }: ClassifiedImage): EndedRequest {
  const { engine, model, timingsMs } = classification;
  return {
    name: `${CLASSIFIER_SERVICE_NAME}/${method}`,
    attributes: { 'rpc.system': 'grpc', 'classifier.engine': engine, 'classifier.model': model.id },
    // `queue` includes the wait before decoding.
    stages: [
      { name: 'decode', durationMs: timingsMs.decode },
      { name: 'queue', durationMs: timingsMs.queue },
      { name: 'inference', durationMs: timingsMs.inference },
    ],
  };
}

function describeAnswer({ classification: { image, timingsMs } }: ClassifiedImage) {
  const rounded = Object.entries(timingsMs).map(([stage, ms]) => [stage, roundToTenths(ms)]);
  return { ...image, timingsMs: Object.fromEntries(rounded) };
}
