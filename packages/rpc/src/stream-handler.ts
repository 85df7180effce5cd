import { setMaxListeners } from 'node:events';
import type { handleBidiStreamingCall, Metadata, ServerDuplexStream } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { type IncomingCall, incomingCall } from './incoming-call.js';
import { decode, type Method, type OnError } from './method.js';
import { toStatus } from './status.js';

export interface StreamHandlerOptions<Request, Response> {
  /** Must be registered `undecoded`. */
  readonly method: Method<Request>;
  /** Requests of one stream that are worked on at the same time, answers that nobody reads included. */
  readonly window: number;
  /** When it aborts, nothing more is read; what was read is answered, then the stream ends with this signal's reason. */
  readonly draining: AbortSignal;
  /** A stream that has nothing at work, and brings nothing for so long, ends with `deadline_exceeded`. */
  readonly messageTimeoutMs: number;
  readonly onError: OnError;
  /** See `incomingCall`. */
  refusalOf(metadata: Metadata): SlcError | undefined;
  /**
   * Answers one request; its errors are answers too.
   *
   * @param admitted to be called when the request has room: until then, or its answer, the next is not read
   */
  handle(request: Request, call: IncomingCall, admitted: () => void): Promise<Response>;
}

/**
 * Makes a gRPC handler that answers each message of a stream by itself, as the answers come. Flow control both ways: the
 * next message is read only when the last one has been admitted and there is room in the window, and there is room only
 * when answers are read. So a stream holds one message that waits for room, and no other that nobody counts.
 */
export function streamHandler<Request, Response>(
  options: StreamHandlerOptions<Request, Response>,
): handleBidiStreamingCall<Buffer, Response> {
  return (call) => {
    const startedAtMs = performance.now();
    const incoming = incomingCall(call, options.refusalOf);
    // Each image of the window listens in several places.
    setMaxListeners(0, incoming.signal);
    serve(call, incoming, options)
      .finally(incoming.stopListening)
      .then(
        () => call.end(),
        (thrown: unknown) => {
          const error = toSlcError(thrown);
          const durationMs = performance.now() - startedAtMs;
          options.onError(error, options.method.path, {
            requestBytes: 0,
            durationMs,
            header: incoming.header,
          });
          // How grpc-js is told the status of a stream that ends with an error.
          call.emit('error', toStatus(error));
        },
      );
  };
}

/** Resolves when all is answered; rejects when the stream ends before its caller has ended it. */
function serve<Request, Response>(
  call: ServerDuplexStream<Buffer, Response>,
  incoming: IncomingCall,
  { method, window, draining, messageTimeoutMs, handle }: StreamHandlerOptions<Request, Response>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let atWork = 0;
    /** The message that was read last, until it is admitted. */
    let newcomer: Buffer | undefined;
    let isNextWanted = false;
    let hasEnded = false;
    let fault: unknown;
    const waitingForReader: (() => void)[] = [];
    const silence = setTimeout(() => {
      if (atWork > 0) return void silence.refresh();
      fault ??= silentFor(messageTimeoutMs);
      goOn();
    }, messageTimeoutMs);

    /** Holds the message no longer than its answer takes: that may wait long for a reader. */
    async function answer(bytes: Buffer): Promise<Response> {
      newcomer = bytes;
      const leaveLine = (): void => {
        if (newcomer === bytes) newcomer = undefined;
      };
      const admitted = (): void => {
        leaveLine();
        goOn();
      };
      return await handle(decode(method, bytes), incoming, admitted).finally(leaveLine);
    }

    async function send(response: Response): Promise<void> {
      if (incoming.signal.aborted || call.write(response)) return;
      await new Promise<void>((caughtUp) => waitingForReader.push(caughtUp));
    }

    function goOn(): void {
      const isStopped = fault !== undefined || incoming.signal.aborted || draining.aborted;
      if (incoming.signal.aborted) for (const caughtUp of waitingForReader.splice(0)) caughtUp();
      if (atWork === 0 && (hasEnded || isStopped)) finish();
      else if (isNextWanted && !isStopped && newcomer === undefined && atWork < window) {
        isNextWanted = false;
        readNext();
      }
    }

    function finish(): void {
      clearTimeout(silence);
      call.pause();
      for (const signal of [draining, incoming.signal]) signal.removeEventListener('abort', goOn);
      if (incoming.signal.aborted) reject(incoming.signal.reason);
      else if (fault !== undefined) reject(fault);
      else if (hasEnded) resolve();
      else reject(draining.reason);
    }

    // By itself grpc-js reads sixteen messages ahead, whatever they hold.
    const readNext = call._read.bind(call, 1);
    call._read = () => {
      isNextWanted = true;
      goOn();
    };
    for (const signal of [draining, incoming.signal]) signal.addEventListener('abort', goOn);
    call.on('drain', () => {
      for (const caughtUp of waitingForReader.splice(0)) caughtUp();
    });
    call.on('end', () => {
      hasEnded = true;
      goOn();
    });
    call.on('data', (bytes: Buffer) => {
      atWork++;
      answer(bytes)
        .then(send)
        .catch((thrown: unknown) => {
          fault ??= thrown;
        })
        .finally(() => {
          atWork--;
          if (atWork === 0) silence.refresh();
          goOn();
        });
    });
  });
}

function silentFor(ms: number): SlcError {
  return new SlcError(
    'deadline_exceeded',
    `The stream brought nothing for ${ms / 1_000} s: expected an image, or its end.`,
  );
}
