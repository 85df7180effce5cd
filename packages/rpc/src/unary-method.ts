import type { CallOptions, handleUnaryCall, requestCallback, ServiceError } from '@grpc/grpc-js';
import { throwIfAborted, toSlcError } from '@slc/domain';
import {
  decodeRequest,
  encodeRequest,
  type ReadRequestOf,
  type ReadResponseOf,
  type RequestOf,
  type ResponseOf,
} from './codec.js';
import {
  type AnyDefinition,
  asBytes,
  type IncomingCall,
  incomingCall,
  takeFailedStatus,
} from './grpc-js/index.js';
import type { CallSettings, ClientContext, Method, ServerContext } from './method.js';
import { fromFailedCall, toStatus } from './status.js';

export interface CallLimits extends CallSettings {
  /** From now until the answer; the worker gets it as the call's deadline. */
  readonly timeoutMs: number;
}

type UnaryHandler<Request, Answer> = (request: Request, call: IncomingCall) => Answer | Promise<Answer>;

type UnaryCall<Asked extends unknown[], Answer> = (
  ...args: [...asked: Asked, limits: CallLimits]
) => Promise<Answer>;

/**
 * A method of one request and one answer.
 *
 * @typeParam Asked what a call of the client is given, before its limits
 * @typeParam Request what the server's handler is given
 * @typeParam Answer what the handler answers, and the client's call resolves with
 */
interface UnaryMethod<D extends AnyDefinition, Asked extends unknown[], Request, Answer> {
  readonly definition: D;
  /** Whether asking again is safe, and worth it; false unless given. */
  readonly isRetried?: boolean;
  /** Whether a call that arrives while the server closes is still answered; false unless given. */
  readonly answersWhileDraining?: boolean;
  toRequest(...asked: Asked): RequestOf<D>;
  fromRequest(message: ReadRequestOf<D>): Request;
  toResponse(answer: Answer): ResponseOf<D>;
  fromResponse(message: ReadResponseOf<D>, client: ClientContext): Answer;
}

export function unaryMethod<D extends AnyDefinition, Asked extends unknown[], Request, Answer>(
  method: UnaryMethod<D, Asked, Request, Answer>,
): Method<UnaryHandler<Request, Answer>, UnaryCall<Asked, Answer>> {
  const { definition, isRetried = false } = method;
  return {
    definition,
    isRetried,
    serve: (handle, server) =>
      unaryHandler(definition.path, server, async (bytes, call) => {
        const message = decodeRequest(definition, bytes);
        if (!method.answersWhileDraining) server.draining.throwIfAborted();
        return method.toResponse(await handle(method.fromRequest(message), call));
      }),
    call:
      (client) =>
      async (...args) => {
        // Safe: by their type the limits come last, after what is asked.
        const limits = args.pop() as CallLimits;
        throwIfAborted(limits.signal);
        const message = method.toRequest(...(args as unknown as Asked));
        const bytes = encodeRequest(definition, message, client.maxMessageBytes);
        return method.fromResponse(await unaryCall(client, { definition, bytes }, limits), client);
      },
  };
}

/** Makes a gRPC handler. This is the one place where the errors of a unary call are caught. */
function unaryHandler<Response>(
  path: string,
  server: ServerContext,
  handle: (request: Buffer, call: IncomingCall) => Promise<Response>,
): handleUnaryCall<Buffer, Response> {
  return (call, callback) => {
    const startedAtMs = performance.now();
    const incoming = incomingCall(call, server.refusalOf);
    const fail = (thrown: unknown): void => {
      const error = toSlcError(thrown);
      const durationMs = performance.now() - startedAtMs;
      server.onError(error, path, { requestBytes: call.request.length, durationMs, header: incoming.header });
      callback(toStatus(error));
    };
    handle(call.request, incoming)
      .finally(incoming.stopListening)
      .then((response) => callback(null, response), fail);
  };
}

/** Sends one request. Rejects with the worker's own `SlcError`, or what the failed call means. */
async function unaryCall<D extends AnyDefinition>(
  client: ClientContext,
  { definition, bytes }: { definition: D; bytes: Buffer },
  limits: CallLimits,
): Promise<ReadResponseOf<D>> {
  const metadata = client.metadata(limits.headers);
  const lease = client.unary.lease();
  let wasReset = false;
  try {
    const answer = await responseTo(limits, (options, callback) =>
      lease.client.makeUnaryRequest(definition.path, asBytes, asBytes, bytes, metadata, options, callback),
    );
    return definition.responseDeserialize(answer);
  } catch (thrown) {
    const error = toSlcError(thrown);
    // A call that reached no worker has no stream. One that is refused may still be sending.
    wasReset = error.code !== 'model_not_ready';
    throw error;
  } finally {
    lease.release(wasReset);
  }
}

/** Makes a promise of a call with a callback. `cancel` on what `start` returns ends the call. */
function responseTo(
  { timeoutMs, signal }: CallLimits,
  start: (options: CallOptions, callback: requestCallback<Buffer>) => { cancel(): void },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const end = (error: ServiceError | null, response?: Buffer): void => {
      signal?.removeEventListener('abort', cancel);
      if (response !== undefined) resolve(response);
      else reject(fromFailedCall(error, signal));
    };
    const call = start({ deadline: Date.now() + timeoutMs, interceptors: [takeFailedStatus(end)] }, end);
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
