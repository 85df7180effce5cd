import type { CallOptions, handleUnaryCall, requestCallback, ServiceError } from '@grpc/grpc-js';
import { SlcError, throwIfAborted, toSlcError } from '@slc/domain';
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
import type { CallSettings, ClientContext, InProcessContext, Method, ServerContext } from './method.js';
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
  /** @param client the same object for each answer that one client reads */
  fromResponse(message: ReadResponseOf<D>, client: object): Answer;
}

export function unaryMethod<D extends AnyDefinition, Asked extends unknown[], Request, Answer>(
  method: UnaryMethod<D, Asked, Request, Answer>,
): Method<UnaryHandler<Request, Answer>, UnaryCall<Asked, Answer>> {
  const { definition, isRetried = false } = method;

  const answerWith =
    (handle: UnaryHandler<Request, Answer>, { draining }: Pick<ServerContext, 'draining'>) =>
    async (bytes: Buffer, call: IncomingCall): Promise<ResponseOf<D>> => {
      const message = decodeRequest(definition, bytes);
      if (!method.answersWhileDraining) draining.throwIfAborted();
      return method.toResponse(await handle(method.fromRequest(message), call));
    };

  const callBy =
    (
      client: Pick<ClientContext, 'maxMessageBytes'>,
      send: (bytes: Buffer, limits: CallLimits) => Promise<ReadResponseOf<D>>,
    ): UnaryCall<Asked, Answer> =>
    async (...args) => {
      // Safe: by their type the limits come last, after what is asked.
      const limits = args.pop() as CallLimits;
      throwIfAborted(limits.signal);
      const message = method.toRequest(...(args as unknown as Asked));
      const bytes = encodeRequest(definition, message, client.maxMessageBytes);
      return method.fromResponse(await send(bytes, limits), client);
    };

  return {
    definition,
    isRetried,
    serve: (handle, server) => unaryHandler(definition.path, server, answerWith(handle, server)),
    call: (client) => callBy(client, (bytes, limits) => unaryCall(client, { definition, bytes }, limits)),
    callInProcess(handle, server) {
      const answer = answerWith(handle, server);
      const limit = server.limits.get(definition.path);
      let running = 0;
      const admit = async (bytes: Buffer, call: IncomingCall) => {
        if (limit && running >= limit.calls) throw limit.shed();
        running++;
        try {
          return await answer(bytes, call);
        } finally {
          running--;
        }
      };
      return callBy(server, async (bytes, limits) => {
        const response = await answerInProcess({ ...server, path: definition.path, bytes }, limits, admit);
        return definition.responseDeserialize(definition.responseSerialize(response));
      });
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

interface InProcessCall extends InProcessContext {
  readonly path: string;
  readonly bytes: Buffer;
}

/** As `unaryHandler` and `unaryCall` together, with a handler of this process: nothing is sent. */
async function answerInProcess<Response>(
  { path, bytes, onError }: InProcessCall,
  { timeoutMs, signal, headers }: CallLimits,
  answer: (request: Buffer, call: IncomingCall) => Promise<Response>,
): Promise<Response> {
  const startedAtMs = performance.now();
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(late()), timeoutMs);
  const cancel = (): void => ending.abort(new SlcError('cancelled', 'The caller cancelled the request.'));
  signal?.addEventListener('abort', cancel, { once: true });
  const header = (name: string): string | undefined => headers?.[name];
  try {
    return await new Promise<Response>((resolve, reject) => {
      ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
      const call = {
        signal: ending.signal,
        get timeoutMs() {
          return startedAtMs + timeoutMs - performance.now();
        },
        header,
      };
      answer(bytes, call).then(resolve, reject);
    });
  } catch (thrown) {
    const error = toSlcError(thrown);
    onError(error, path, {
      requestBytes: bytes.length,
      durationMs: performance.now() - startedAtMs,
      header,
    });
    throw fromFailedCall(Object.assign(new Error(error.message), toStatus(error)), signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function late(): SlcError {
  return new SlcError('deadline_exceeded', 'The answer was not ready before the deadline.');
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
