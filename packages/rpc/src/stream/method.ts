import type { SlcError } from '@slc/domain';
import type { ReadRequestOf, ReadResponseOf, RequestOf, ResponseOf } from '../codec.js';
import type { AnyDefinition, IncomingCall } from '../grpc-js/index.js';
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

type StreamCall<Item, Outcome> = (
  items: AsyncIterable<Item> | Iterable<Item>,
  limits?: StreamLimits,
) => AsyncIterableIterator<Outcome>;

/**
 * @typeParam Item what the client sends in one message
 * @typeParam Outcome what the client's call yields for one message
 */
export interface StreamMessages<D extends AnyDefinition, Item, Outcome> {
  readonly definition: D;
  toRequest(item: Item): RequestOf<D>;
  fromResponse(message: ReadResponseOf<D>): Outcome;
}

/**
 * A method that answers each message of a stream by itself.
 *
 * @typeParam Handler the function that a server is given
 */
interface StreamMethod<D extends AnyDefinition, Item, Outcome, Handler>
  extends StreamMessages<D, Item, Outcome> {
  readonly limit: CallLimit;
  /**
   * Makes of the server's handler a function from message to message. The error of one message is an answer too, which
   * this reports; what it throws ends the stream.
   */
  answerWith(
    handle: Handler,
    report: (error: SlcError, call: FailedCall) => void,
  ): StreamHandler<ReadRequestOf<D>, ResponseOf<D>>;
}

export function streamMethod<D extends AnyDefinition, Item, Outcome, Handler>(
  method: StreamMethod<D, Item, Outcome, Handler>,
): Method<Handler, StreamCall<Item, Outcome>> {
  const { definition, limit } = method;
  return {
    definition,
    limit,
    isRetried: false,
    serve: (handle, server) => {
      const answer = method.answerWith(handle, (error, call) => server.onError(error, definition.path, call));
      return streamHandler(definition, server, answer);
    },
    call: (client) => (items, limits) => streamCall({ client, method }, items, limits),
  };
}
