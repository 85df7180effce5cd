import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';
import { isOurs, isOverMessageLimit } from './status.js';

/** The calls that end before a handler has seen them, or past it: by grpc-js itself, or by their caller. */
export interface UnservedCalls {
  /** To be given grpc-js's own call, as the first of a server's interceptors is. */
  readonly interceptor: ServerInterceptor;
  /**
   * Why grpc-js ended the stream that has this metadata (the same object): a message over the receive limit. Undefined
   * where it did not.
   */
  refusalOf(metadata: Metadata): SlcError | undefined;
}

export interface UnservedCallsOptions {
  readonly maxMessageBytes: number;
  /** Of these methods. */
  readonly paths: ReadonlySet<string>;
  /** Told of each such call of one message; a stream's handler hears of it by its call's end. */
  onRefused(error: SlcError, path: string, metadata: Metadata, durationMs: number): void;
}

export function watchUnservedCalls({
  maxMessageBytes,
  paths,
  onRefused,
}: UnservedCallsOptions): UnservedCalls {
  const refusals = new WeakMap<Metadata, SlcError>();
  return {
    refusalOf: (metadata) => refusals.get(metadata),
    interceptor({ path, requestStream }, call) {
      if (!paths.has(path)) return new ServerInterceptingCall(call);
      const startedAtMs = performance.now();
      const sendStatus = call.sendStatus.bind(call);
      let metadata = new Metadata();
      let isServed = false;
      const tell = (error: SlcError): void => {
        if (isServed) return;
        isServed = true;
        onRefused(error, path, metadata, performance.now() - startedAtMs);
      };
      // No interceptor sees a status that grpc-js makes, but this method sends that too.
      call.sendStatus = (sent) => {
        const { code = status.UNKNOWN, details = '' } = sent;
        if (isOverMessageLimit({ code, details })) refusals.set(metadata, tooLarge(maxMessageBytes));
        if (!requestStream && !isOurs(sent)) tell(meaningOf({ code, details }, maxMessageBytes));
        // Whoever made one of ours has told of it.
        isServed = true;
        sendStatus(sent);
      };
      return new ServerInterceptingCall(call, {
        start: (next) =>
          next({
            onReceiveMetadata(received, pass) {
              metadata = received;
              pass(received);
            },
            // The handler is called in here, or grpc-js finds that it cannot be.
            onReceiveHalfClose(pass) {
              pass();
              isServed = true;
            },
            onCancel() {
              if (!requestStream) tell(brokenOff());
            },
          }),
      });
    },
  };
}

/** What is used of a status. */
type Sent = Pick<StatusObject, 'code' | 'details'>;

function meaningOf({ code, details }: Sent, maxMessageBytes: number): SlcError {
  if (isOverMessageLimit({ code, details })) return tooLarge(maxMessageBytes);
  if (code === status.DEADLINE_EXCEEDED) {
    return new SlcError('deadline_exceeded', 'The request had not come before its deadline.');
  }
  // A caller that leaves in the middle of its message looks to grpc-js like one that has sent none.
  if (/no request message/.test(details)) return brokenOff();
  return new SlcError('invalid_request', `The request could not be read: ${details}`);
}

function brokenOff(): SlcError {
  return new SlcError('cancelled', 'The caller did not send its request to the end.');
}

function tooLarge(maxMessageBytes: number): SlcError {
  return new SlcError(
    'image_too_large',
    `message: expected at most ${maxMessageBytes} bytes with the image in it, got more`,
  );
}
