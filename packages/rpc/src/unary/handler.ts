import type { handleUnaryCall } from '@grpc/grpc-js';
import { toSlcError } from '@slc/domain';
import { decodeRequest, type ReadRequestOf, type ResponseOf } from '../codec.js';
import { type AnyDefinition, type IncomingCall, incomingCall } from '../grpc-js/index.js';
import type { ServerContext } from '../method.js';
import { toStatus } from '../status.js';

/**
 * Makes a gRPC handler of a function that returns a promise. This is the one place where the errors of a unary call
 * are caught. The method must be registered with raw requests.
 */
export function unaryHandler<D extends AnyDefinition>(
  method: D,
  server: ServerContext,
  handle: (request: ReadRequestOf<D>, call: IncomingCall) => Promise<ResponseOf<D>>,
): handleUnaryCall<Buffer, ResponseOf<D>> {
  return (call, callback) => {
    const startedAtMs = performance.now();
    const incoming = incomingCall(call, server.refusalOf);
    const answer = async (): Promise<ResponseOf<D>> => handle(decodeRequest(method, call.request), incoming);
    const fail = (thrown: unknown): void => {
      const error = toSlcError(thrown);
      const durationMs = performance.now() - startedAtMs;
      const { header } = incoming;
      server.onError(error, method.path, { requestBytes: call.request.length, durationMs, header });
      callback(toStatus(error));
    };
    answer()
      .finally(incoming.stopListening)
      .then((response) => callback(null, response), fail);
  };
}
