import { type CallOptions, type requestCallback, type ServiceError, status } from '@grpc/grpc-js';
import { abortError, SlcError, toSlcError } from '@slc/domain';
import { fromServiceError } from './status.js';

export interface CallLimits {
  /** From now until the answer; the worker is told. */
  readonly timeoutMs: number;
  /** Aborts when the caller no longer wants the answer. */
  readonly signal?: AbortSignal | undefined;
  /** Sent beside the message, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes a promise of a callback call.
 *
 * @param start begins the call; `cancel` on what it returns ends it
 * @throws SlcError the worker's own, or what the failed call means
 */
export function unaryCall<Response>(
  start: (options: CallOptions, callback: requestCallback<Response>) => { cancel(): void },
  { timeoutMs, signal }: CallLimits,
): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    if (signal?.aborted) throw abortError(signal.reason);
    const call = start({ deadline: Date.now() + timeoutMs }, (error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (response !== undefined) resolve(response);
      else reject(failure(error, signal));
    });
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  }).catch((error: unknown) => {
    throw toSlcError(error);
  });
}

/** What gRPC reported of a call, and what it means. */
export function failure(error: ServiceError | null, signal: AbortSignal | undefined): SlcError {
  if (signal?.aborted) return abortError(signal.reason);
  if (error === null) return new SlcError('internal', 'The worker sent neither an answer nor an error.');
  const failed = fromServiceError(error);
  // We did not cancel: the worker dropped the call, as it does with those that outlive its grace period.
  if (failed.code === 'cancelled' && error.code === status.CANCELLED) {
    return new SlcError('model_not_ready', 'The inference worker stopped before it answered.', {
      cause: error,
    });
  }
  return failed;
}
