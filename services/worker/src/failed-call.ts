import type { SlcError } from '@slc/domain';
import type { ClassifierServerOptions } from '@slc/rpc';
import { continueTrace } from '@slc/runtime';
import type { AnswerReporters } from './report-answers.js';
import { roundToTenths } from './round-to-tenths.js';

/**
 * Counts a call that was answered with an error, and logs one line about it. A fault of the request is logged by its
 * code alone, so that nothing of an image reaches the log; a fault of the service is logged with its cause.
 */
export function reportFailedCall({ metrics, logger }: AnswerReporters): ClassifierServerOptions['onError'] {
  return (error, method, call) => {
    if (/\/(Classify|ClassifyStream|ModelInfer)$/.test(method)) metrics.requestFailed(error.code);
    const trace = continueTrace(call.header, Date.now() - call.durationMs);
    trace.end({
      name: method.replace(/^\//, ''),
      attributes: { 'rpc.system': 'grpc', 'classifier.code': error.code },
      fault: isServiceFault(error) ? error.code : undefined,
    });
    const durationMs = roundToTenths(call.durationMs);
    const { requestBytes } = call;
    const line = { traceId: trace.traceId, code: error.code, method, requestBytes, durationMs };
    if (isServiceFault(error)) logger.error({ ...line, err: error }, 'call failed');
    else logger.info(line, 'call refused');
  };
}

function isServiceFault({ code, cause }: SlcError): boolean {
  return code === 'internal' || (code === 'model_not_ready' && cause !== undefined);
}
