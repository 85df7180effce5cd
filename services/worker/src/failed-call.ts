import type { SlcError } from '@slc/domain';
import type { ClassifierServerOptions, FailedCall } from '@slc/rpc';
import { continueTrace, type Logger } from '@slc/runtime';
import type { WorkerMetrics } from './metrics.js';

/**
 * Counts a call that was answered with an error, and logs one line of it. Faults of the request are named by their
 * code alone, so that nothing of an image gets into the log; faults of ours are logged with their cause.
 */
export function reportFailedCall(metrics: WorkerMetrics, logger: Logger): ClassifierServerOptions['onError'] {
  return (error, method, call) => {
    if (/\/Classify(Stream)?$/.test(method)) metrics.requestFailed(error.code);
    const trace = continueTrace(call.header, Date.now() - call.durationMs);
    trace.end({
      name: method.replace(/^\//, ''),
      attributes: { 'rpc.system': 'grpc', 'classifier.code': error.code },
      fault: isOurs(error) ? error.code : undefined,
    });
    const line = { traceId: trace.traceId, code: error.code, method, ...describeCall(call) };
    if (isOurs(error)) logger.error({ ...line, err: error }, 'call failed');
    else logger.info(line, 'call refused');
  };
}

function isOurs({ code, cause }: SlcError): boolean {
  return code === 'internal' || (code === 'model_not_ready' && cause !== undefined);
}

function describeCall({ requestBytes, durationMs }: FailedCall) {
  return { requestBytes, durationMs: Math.round(durationMs * 10) / 10 };
}
