import { once, setMaxListeners } from 'node:events';
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { decodeRequest, type ReadRequestOf, type ResponseOf } from '../codec.js';
import { type AnyDefinition, incomingCall, readOnDemand } from '../grpc-js/index.js';
import type { ServerContext } from '../method.js';
import { toStatus } from '../status.js';
import type { StreamHandler } from './method.js';

/**
 * Makes a gRPC handler that answers each message of a stream by itself, as the answers come. Flow control both ways: the
 * next message is read only when the last one has been admitted and there is room in the window, and there is room only
 * when answers are read. So a stream holds one message that waits for room, and no other that is not counted.
 *
 * When the server drains, nothing more is read; what was read is answered, then the stream ends with the draining signal's
 * reason. A stream that has nothing at work, and brings nothing for `messageTimeoutMs`, ends with `deadline_exceeded`.
 */
export function streamHandler<D extends AnyDefinition>(
  method: D,
  server: ServerContext,
  answer: StreamHandler<ReadRequestOf<D>, ResponseOf<D>>,
): handleBidiStreamingCall<Buffer, ResponseOf<D>> {
  return (call) => {
    const startedAtMs = performance.now();
    const incoming = incomingCall(call, server.refusalOf);
    const { signal, header } = incoming;
    // Each message of the window listens in several places.
    setMaxListeners(0, signal, call);
    const answerBytes = async (bytes: Buffer, admitted: () => void): Promise<ResponseOf<D>> =>
      answer(decodeRequest(method, bytes), incoming, admitted);
    const fail = (thrown: unknown): void => {
      const error = toSlcError(thrown);
      const durationMs = performance.now() - startedAtMs;
      server.onError(error, method.path, { requestBytes: 0, durationMs, header });
      // With this event grpc-js takes the status of a stream that ends with an error.
      call.emit('error', toStatus(error));
    };
    new Promise<void>((resolve, reject) => {
      new StreamSession({ call, signal, server, answer: answerBytes, resolve, reject }).start();
    })
      .finally(incoming.stopListening)
      .then(() => call.end(), fail);
  };
}

interface SessionOptions<Response> {
  readonly call: ServerDuplexStream<Buffer, Response>;
  readonly server: ServerContext;
  /** Aborts when the caller is gone. */
  readonly signal: AbortSignal;
  answer(bytes: Buffer, admitted: () => void): Promise<Response>;
  /** Called when all is answered. */
  resolve(): void;
  /** Called when the stream ends before its caller has ended it. */
  reject(reason: unknown): void;
}

/** One stream while it is served. */
class StreamSession<Response> {
  readonly #options: SessionOptions<Response>;
  readonly #readNext: () => void;
  readonly #silence: NodeJS.Timeout;
  /** Messages that were read and whose answers are not sent yet. */
  #atWork = 0;
  /** The message that was read last, until it is admitted. */
  #waiting: Buffer | undefined;
  #isNextWanted = false;
  #hasCallerEnded = false;
  #fault: unknown;

  constructor(options: SessionOptions<Response>) {
    this.#options = options;
    this.#readNext = readOnDemand(options.call, () => {
      this.#isNextWanted = true;
      this.#goOn();
    });
    const { messageTimeoutMs } = options.server;
    this.#silence = setTimeout(() => {
      if (this.#atWork > 0) {
        this.#silence.refresh();
        return;
      }
      this.#fault ??= silentFor(messageTimeoutMs);
      this.#goOn();
    }, messageTimeoutMs);
  }

  start(): void {
    const { call, server, signal } = this.#options;
    signal.addEventListener('abort', this.#goOn);
    server.draining.addEventListener('abort', this.#goOn);
    call.on('end', () => {
      this.#hasCallerEnded = true;
      this.#goOn();
    });
    call.on('data', this.#serve);
  }

  readonly #goOn = (): void => {
    const { server, signal } = this.#options;
    const isStopped = this.#fault !== undefined || signal.aborted || server.draining.aborted;
    if (this.#atWork === 0 && (this.#hasCallerEnded || isStopped)) {
      this.#finish();
      return;
    }
    const hasRoom = this.#waiting === undefined && this.#atWork < server.streamWindow;
    if (this.#isNextWanted && !isStopped && hasRoom) {
      this.#isNextWanted = false;
      this.#readNext();
    }
  };

  // No async function: its frame would hold the message while the answer waits for a reader.
  readonly #serve = (bytes: Buffer): void => {
    this.#atWork++;
    this.#answer(bytes)
      .then((response) => this.#send(response))
      .catch((thrown: unknown) => {
        this.#fault ??= thrown;
      })
      .finally(() => {
        this.#atWork--;
        if (this.#atWork === 0) this.#silence.refresh();
        this.#goOn();
      });
  };

  async #answer(bytes: Buffer): Promise<Response> {
    this.#waiting = bytes;
    const stopWaiting = (): void => {
      if (this.#waiting === bytes) this.#waiting = undefined;
    };
    const admitted = (): void => {
      stopWaiting();
      this.#goOn();
    };
    return await this.#options.answer(bytes, admitted).finally(stopWaiting);
  }

  async #send(response: Response): Promise<void> {
    const { call, signal } = this.#options;
    if (signal.aborted || call.write(response)) return;
    await once(call, 'drain', { signal });
  }

  #finish(): void {
    const { call, signal, server, resolve, reject } = this.#options;
    clearTimeout(this.#silence);
    call.pause();
    server.draining.removeEventListener('abort', this.#goOn);
    if (signal.aborted) reject(signal.reason);
    else if (this.#fault !== undefined) reject(this.#fault);
    else if (this.#hasCallerEnded) resolve();
    else reject(server.draining.reason);
  }
}

function silentFor(ms: number): SlcError {
  const message = `The stream brought nothing for ${ms / 1_000} s: expected an image, or its end.`;
  return new SlcError('deadline_exceeded', message);
}
