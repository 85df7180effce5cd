import type { handleUnaryCall } from '@grpc/grpc-js';
import { toSlcError } from '@slc/domain';
import { decodeRequest, type ReadRequestOf, type ResponseOf } from '../codec.js';
import { type AnyDefinition, type IncomingCall, incomingCall } from '../grpc-js/index.js';
import type { OnError } from '../method.js';
import { toStatus } from '../status.js';

/**
 * Makes a gRPC handler of a function that returns a promise. This is the one place where the errors of a unary call
 * are caught. The method must be registered with raw requests.
 */
export function unaryHandler<D extends AnyDefinition>(
  method: D,
  onError: OnError,
  handle: (request: ReadRequestOf<D>, call: IncomingCall) => Promise<ResponseOf<D>>,
): handleUnaryCall<Buffer, ResponseOf<D>> {
  return (call, callback) => {
    const startedAtMs = performance.now();
    const incoming = incomingCall(call);
    const answer = async (): Promise<ResponseOf<D>> => handle(decodeRequest(method, call.request), incoming);
    answer()
      .finally(incoming.stopListening)
      .then(
        (response) => callback(null, response),
        (thrown: unknown) => {
          const error = toSlcError(thrown);
          onError(error, method.path, {
            requestBytes: call.request.length,
            durationMs: performance.now() - startedAtMs,
            header: incoming.header,
          });
          callback(toStatus(error));
        },
      );
  };
}
