import type { ReadRequestOf, ReadResponseOf, RequestOf, ResponseOf } from '../codec.js';
import { type AnyDefinition, type IncomingCall, withRawRequests } from '../grpc-js/index.js';
import type { Method } from '../method.js';
import { type CallLimits, unaryCall } from './call.js';
import { unaryHandler } from './handler.js';

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
  fromResponse(message: ReadResponseOf<D>): Answer;
}

export function unaryMethod<D extends AnyDefinition, Asked extends unknown[], Request, Answer>(
  method: UnaryMethod<D, Asked, Request, Answer>,
): Method<UnaryHandler<Request, Answer>, UnaryCall<Asked, Answer>> {
  const { definition, isRetried = false } = method;
  return {
    definition: withRawRequests(definition),
    isRetried,
    serve: (handle, server) =>
      unaryHandler(definition, server, async (message, call) => {
        if (!method.answersWhileDraining) server.draining.throwIfAborted();
        return method.toResponse(await handle(method.fromRequest(message), call));
      }),
    call:
      (client) =>
      async (...args) => {
        // Safe: by their type the limits come last, after what is asked.
        const limits = args.pop() as CallLimits;
        const message = method.toRequest(...(args as unknown as Asked));
        return method.fromResponse(await unaryCall({ client, method: definition, message }, limits));
      },
  };
}
