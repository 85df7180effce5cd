import type { SlcError } from '@slc/domain';
import type { ReadRequestOf, ReadResponseOf, RequestOf, ResponseOf } from '../codec.js';
import { type AnyDefinition, type IncomingCall, withRawRequests } from '../grpc-js/index.js';
import type { CallLimit, FailedCall, Method } from '../method.js';
import { type StreamLimits, streamCall } from './call.js';
import { streamHandler } from './handler.js';

/**
 * Answers one message of a stream.
 *
 * @param admitted to be called when the message has room: until then, or its answer, the stream's next one is not read
 */
export type StreamHandler<Request, Answer> = (
  request: Request,
  call: IncomingCall,
  admitted: () => void,
) => Answer | Promise<Answer>;

export type StreamCall<Item, Outcome> = (
  items: AsyncIterable<Item> | Iterable<Item>,
  limits?: StreamLimits,
) => AsyncIterableIterator<Outcome>;

/**
 * A method that answers each message of a stream by itself.
 *
 * @typeParam Item what the client sends in one message
 * @typeParam Outcome what the client's call yields for one message
 * @typeParam Handler the function that a server is given
 */
export interface StreamMethod<D extends AnyDefinition, Item, Outcome, Handler> {
  readonly definition: D;
  readonly limit: CallLimit;
  toRequest(item: Item): RequestOf<D>;
  /**
   * Makes of the server's handler a function from message to message. The error of one message is an answer too, which
   * this reports; what it throws ends the stream.
   */
  answerWith(
    handle: Handler,
    report: (error: SlcError, call: FailedCall) => void,
  ): StreamHandler<ReadRequestOf<D>, ResponseOf<D>>;
  fromResponse(message: ReadResponseOf<D>): Outcome;
}

export function streamMethod<D extends AnyDefinition, Item, Outcome, Handler>(
  method: StreamMethod<D, Item, Outcome, Handler>,
): Method<Handler, StreamCall<Item, Outcome>> {
  const { definition, limit } = method;
  return {
    definition: withRawRequests(definition),
    limit,
    isRetried: false,
    serve: (handle, server) =>
      streamHandler(
        definition,
        server,
        method.answerWith(handle, (error, call) => server.onError(error, definition.path, call)),
      ),
    call: (client) =>
      async function* (items, limits = {}) {
        const messages = mapped(items, method.toRequest);
        const answers = streamCall({ client, method: definition }, messages, limits);
        yield* mapped(answers, method.fromResponse);
      },
  };
}

async function* mapped<From, To>(
  values: AsyncIterable<From> | Iterable<From>,
  map: (value: From) => To,
): AsyncGenerator<To> {
  for await (const value of values) yield map(value);
}
