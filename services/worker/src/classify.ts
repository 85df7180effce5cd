import type { ClassifyOptions } from '@slc/classifier';
import { type ClassifiedImage, SlcError } from '@slc/domain';
import {
  CLASSIFIER_SERVICE_NAME,
  type ClassifierHandlers,
  type ImageRequest,
  type IncomingCall,
} from '@slc/rpc';
import type { ServedModel } from './model/served-model.js';
import { type AnswerReporters, reportAnswers } from './report-answers.js';

/**
 * Classifies one image with the model that serves now, counts it and logs one line. Of the image the line holds only
 * size and format, of the answer only the times.
 */
export function classifyWith(
  model: ServedModel,
  reporters: AnswerReporters,
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
    const { classification } = answer;
    reportAnswers([classification], {
      method: `${CLASSIFIER_SERVICE_NAME}/${method}`,
      startedMs,
      header,
      level,
      line: { sizeBytes: image.length, ...classification.image },
      ...reporters,
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
