import { setMaxListeners } from 'node:events';
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import { toSlcError } from '@slc/domain';
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
  readonly onError: OnError;
  /** Answers one request; its errors are answers too. */
  handle(request: Request, call: IncomingCall): Promise<Response>;
}

/**
 * Makes a gRPC handler that answers each message of a stream by itself, as the answers come. Flow control both ways: the
 * next message is taken only when there is room in the window, and there is room only when answers are read.
 */
export function streamHandler<Request, Response>(
  options: StreamHandlerOptions<Request, Response>,
): handleBidiStreamingCall<Buffer, Response> {
  return (call) => {
    const startedAtMs = performance.now();
    const incoming = incomingCall(call);
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
  { method, window, draining, handle }: StreamHandlerOptions<Request, Response>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let atWork = 0;
    let isRead = false;
    let fault: unknown;
    const waitingForReader: (() => void)[] = [];

    async function answer(bytes: Buffer): Promise<void> {
      try {
        const response = await handle(decode(method, bytes), incoming);
        if (!incoming.signal.aborted && !call.write(response)) await readerCaughtUp();
      } catch (thrown) {
        fault ??= thrown;
      } finally {
        atWork--;
        goOn();
      }
    }

    function readerCaughtUp(): Promise<void> {
      return new Promise((caughtUp) => waitingForReader.push(caughtUp));
    }

    function goOn(): void {
      const isStopped = fault !== undefined || incoming.signal.aborted || draining.aborted;
      if (incoming.signal.aborted) for (const caughtUp of waitingForReader.splice(0)) caughtUp();
      if (isStopped || atWork >= window) call.pause();
      else if (call.isPaused()) call.resume();
      if (atWork > 0 || !(isRead || isStopped)) return;
      for (const signal of [draining, incoming.signal]) signal.removeEventListener('abort', goOn);
      if (incoming.signal.aborted) reject(incoming.signal.reason);
      else if (fault !== undefined) reject(fault);
      else if (isRead) resolve();
      else reject(draining.reason);
    }

    for (const signal of [draining, incoming.signal]) signal.addEventListener('abort', goOn);
    call.on('drain', () => {
      for (const caughtUp of waitingForReader.splice(0)) caughtUp();
    });
    call.on('end', () => {
      isRead = true;
      goOn();
    });
    call.on('data', (bytes: Buffer) => {
      atWork++;
      void answer(bytes);
      goOn();
    });
  });
}
