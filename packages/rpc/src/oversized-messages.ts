import { Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';
import { isOverMessageLimit } from './status.js';

/** The calls that grpc-js ends by itself, past every handler, because a message is over the receive limit. */
export interface OversizedMessages {
  /** To be the first of the server's interceptors: the call that it is given must be grpc-js's own. */
  readonly interceptor: ServerInterceptor;
  /** What such a call was refused with, by what its caller sent beside the message; undefined for any other. */
  refusalOf(metadata: Metadata): SlcError | undefined;
}

export interface OversizedMessagesOptions {
  readonly maxMessageBytes: number;
  /** Told of each such call of one message, which no handler has seen; that of a stream hears of it by its call's end. */
  onRefused(error: SlcError, path: string, metadata: Metadata, durationMs: number): void;
}

export function watchOversizedMessages(options: OversizedMessagesOptions): OversizedMessages {
  const refusals = new WeakMap<Metadata, SlcError>();
  return {
    refusalOf: (metadata) => refusals.get(metadata),
    interceptor({ path, requestStream }, call) {
      const startedAtMs = performance.now();
      const sendStatus = call.sendStatus.bind(call);
      let metadata = new Metadata();
      // No interceptor sees a status that grpc-js makes, but this method sends that too.
      call.sendStatus = (status) => {
        if (isOverMessageLimit(status) && !refusals.has(metadata)) {
          const error = tooLarge(options.maxMessageBytes);
          refusals.set(metadata, error);
          if (!requestStream) options.onRefused(error, path, metadata, performance.now() - startedAtMs);
        }
        sendStatus(status);
      };
      return new ServerInterceptingCall(call, {
        start: (next) =>
          next({
            onReceiveMetadata(received, pass) {
              metadata = received;
              pass(received);
            },
          }),
      });
    },
  };
}

function tooLarge(maxMessageBytes: number): SlcError {
  return new SlcError(
    'image_too_large',
    `message: expected at most ${maxMessageBytes} bytes with the image in it, got more`,
  );
}
