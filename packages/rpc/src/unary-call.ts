import {
  type CallOptions,
  InterceptingCall,
  type Interceptor,
  type requestCallback,
  type ServiceError,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
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

/** Begins a call; `cancel` on what it returns ends it. */
export type UnaryStart<Response> = (
  options: CallOptions,
  callback: requestCallback<Response>,
) => { cancel(): void };

/**
 * Makes a promise of a callback call.
 *
 * @throws SlcError the worker's own, or what the failed call means
 */
export function unaryCall<Response>(
  start: UnaryStart<Response>,
  { timeoutMs, signal }: CallLimits,
): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    if (signal?.aborted) throw abortError(signal.reason);
    const end = (error: ServiceError | null, response?: Response): void => {
      signal?.removeEventListener('abort', cancel);
      if (response !== undefined) resolve(response);
      else reject(failure(error, signal));
    };
    const options = { deadline: Date.now() + timeoutMs, interceptors: [interceptFailure(end)] };
    const call = start(options, end);
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  }).catch((error: unknown) => {
    throw toSlcError(error);
  });
}

/**
 * Takes a failed status before grpc-js makes its error of it. That holds the text of two stacks, which cost a client that
 * is refused often more than all else (https://github.com/grpc/grpc-node/blob/master/packages/grpc-js/src/call.ts).
 */
function interceptFailure(onFailure: (error: ServiceError) => void): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, _listener, next) =>
        next(metadata, {
          onReceiveStatus(received, pass) {
            if (received.code === status.OK) pass(received);
            else onFailure(toServiceError(received));
          },
        }),
    });
}

function toServiceError(received: StatusObject): ServiceError {
  return Object.assign(new Error(`${received.code} ${status[received.code]}: ${received.details}`), received);
}

/** What gRPC reported of a call, and what it means. */
export function failure(error: ServiceError | null, signal: AbortSignal | undefined): SlcError {
  if (signal?.aborted) return abortError(signal.reason);
  if (error === null) return new SlcError('internal', 'The worker sent neither an answer nor an error.');
  const failed = fromServiceError(error);
  // We did not cancel: the worker dropped the call, as it does with those that outlive its grace period.
  if (failed.code === 'cancelled' && error.code === status.CANCELLED) {
    return new SlcError('model_not_ready', 'The inference worker ended the call before it had answered.', {
      cause: error,
    });
  }
  return failed;
}
