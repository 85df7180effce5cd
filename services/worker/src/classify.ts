import type { ClassifyOptions } from '@slc/classifier';
import type { ClassifiedImage } from '@slc/domain';
import {
  CLASSIFIER_SERVICE_NAME,
  type ClassifierHandlers,
  type ImageRequest,
  type IncomingCall,
} from '@slc/rpc';
import { continueTrace, type EndedRequest, type Logger } from '@slc/runtime';
import type { WorkerMetrics } from './metrics.js';
import type { ServedModel } from './model/served-model.js';

/**
 * Classifies one image with whatever serves now, counts it and logs one line: of the image only its size and format,
 * of the answer only how long it took.
 */
export function classifyWith(
  model: ServedModel,
  metrics: WorkerMetrics,
  logger: Logger,
): Pick<ClassifierHandlers, 'classify' | 'classifyStream'> {
  async function classify(
    { image, preview }: ImageRequest,
    { signal, timeoutMs, header }: IncomingCall,
    {
      method,
      level,
      ...wishes
    }: { readonly method: string; readonly level: 'info' | 'debug' } & Pick<
      ClassifyOptions,
      'waitForRoom' | 'onAdmitted'
    >,
  ): Promise<ClassifiedImage> {
    const startedMs = Date.now();
    const answer = await model.classifier().classify(image, { signal, timeoutMs, preview, ...wishes });
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
    // A stream may hold a hundred thousand images: not a line for each.
    classifyStream: (request, call, onAdmitted) =>
      classify(request, call, { method: 'ClassifyStream', level: 'debug', waitForRoom: true, onAdmitted }),
  };
}

/**
 * Runs what no caller needs to wait for. gRPC sends an answer's message at the end of this turn of the event loop, and
 * its status, without which no client takes it, at the end of the next.
 */
function afterAnswer(report: () => void): void {
  setImmediate(() => setImmediate(report));
}

function describeTrace(method: string, { classification }: ClassifiedImage): EndedRequest {
  const { engine, model, timingsMs } = classification;
  return {
    name: `${CLASSIFIER_SERVICE_NAME}/${method}`,
    attributes: { 'rpc.system': 'grpc', 'classifier.engine': engine, 'classifier.model': model.id },
    // What an image waited before it was decoded is told with what it waited after.
    stages: [
      { name: 'decode', durationMs: timingsMs.decode },
      { name: 'queue', durationMs: timingsMs.queue },
      { name: 'inference', durationMs: timingsMs.inference },
    ],
  };
}

function describeAnswer({ classification: { image, timingsMs } }: ClassifiedImage) {
  const { queue, decode, inference, total } = timingsMs;
  return {
    ...image,
    timingsMs: {
      queue: rounded(queue),
      decode: rounded(decode),
      inference: rounded(inference),
      total: rounded(total),
    },
  };
}

/** To a tenth of a millisecond. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
