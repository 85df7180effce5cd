import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { toStatus } from './status.js';

/** What may be told of a call that failed. */
export interface FailedCall {
  /** Length of the request message. */
  readonly requestBytes: number;
  readonly durationMs: number;
}

/**
 * Makes a gRPC handler of a function that returns a promise. This is the one place where the errors of a call are
 * caught: also those of a request that is no valid message, which grpc-js by itself would answer without a reason.
 * The method must therefore be registered `undecoded`.
 *
 * @param onError told of each error before it is answered
 */
export function unaryHandler<Request, Response>(
  method: Method<Request>,
  onError: (error: SlcError, method: string, call: FailedCall) => void,
  handle: (request: Request, call: { signal: AbortSignal }) => Promise<Response>,
): handleUnaryCall<Buffer, Response> {
  return (call, callback) => {
    const startedAtMs = performance.now();
    const ending = callEnding(call);
    const answer = async (): Promise<Response> => handle(decode(method, call.request), ending);
    answer()
      .finally(ending.stopListening)
      .then(
        (response) => callback(null, response),
        (thrown: unknown) => {
          const error = toSlcError(thrown);
          onError(error, method.path, {
            requestBytes: call.request.length,
            durationMs: performance.now() - startedAtMs,
          });
          callback(toStatus(error));
        },
      );
  };
}

/** The method as the server registers it: its requests arrive as bytes. */
export function undecoded<M extends Method<unknown>>(method: M) {
  return { ...method, requestDeserialize: (bytes: Buffer) => bytes };
}

/** What is used of a method's definition. */
interface Method<Request> {
  /** Such as `/classifier.v1.Classifier/Classify`. */
  readonly path: string;
  readonly requestDeserialize: (bytes: Buffer) => Request;
}

function decode<Request>(method: Method<Request>, bytes: Buffer): Request {
  try {
    return method.requestDeserialize(bytes);
  } catch (cause) {
    const name = method.path.split('/').at(-1);
    throw new SlcError('invalid_request', `expected a ${name}Request message, got bytes that are none`, {
      cause,
    });
  }
}

/** A signal that aborts when the call ends before it was answered. */
function callEnding(call: ServerUnaryCall<unknown, unknown>): { signal: AbortSignal; stopListening(): void } {
  const controller = new AbortController();
  const end = (): void => controller.abort(endedEarly(call));
  call.once('cancelled', end);
  if (call.cancelled) end();
  // grpc-js reports "cancelled" after every call, also one that was answered.
  return { signal: controller.signal, stopListening: () => call.off('cancelled', end) };
}

function endedEarly(call: ServerUnaryCall<unknown, unknown>): SlcError {
  // The caller's clock started first: its own cancellation at the deadline may arrive before ours has passed.
  const aheadMs = 50;
  if (Number(call.getDeadline()) - aheadMs > Date.now()) {
    return new SlcError('cancelled', 'The caller cancelled the request.');
  }
  return new SlcError('deadline_exceeded', 'The answer was not ready before the deadline.');
}
