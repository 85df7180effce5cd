import { setMaxListeners } from 'node:events';
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { decodeRequest, type ReadRequestOf, type ResponseOf } from '../codec.js';
import { type AnyDefinition, type IncomingCall, incomingCall, readOnDemand } from '../grpc-js/index.js';
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
 *
 * The method must be registered with raw requests.
 */
export function streamHandler<D extends AnyDefinition>(
  method: D,
  server: ServerContext,
  answer: StreamHandler<ReadRequestOf<D>, ResponseOf<D>>,
): handleBidiStreamingCall<Buffer, ResponseOf<D>> {
  return (call) => {
    const startedAtMs = performance.now();
    const incoming = incomingCall(call, server.refusalOf);
    // Each message of the window listens in several places.
    setMaxListeners(0, incoming.signal);
    const answerBytes = async (bytes: Buffer, admitted: () => void): Promise<ResponseOf<D>> =>
      answer(decodeRequest(method, bytes), incoming, admitted);
    new Promise<void>((resolve, reject) => {
      new StreamSession(call, { incoming, server, answer: answerBytes, resolve, reject }).start();
    })
      .finally(incoming.stopListening)
      .then(
        () => call.end(),
        (thrown: unknown) => {
          const error = toSlcError(thrown);
          const durationMs = performance.now() - startedAtMs;
          server.onError(error, method.path, { requestBytes: 0, durationMs, header: incoming.header });
          // With this event grpc-js takes the status of a stream that ends with an error.
          call.emit('error', toStatus(error));
        },
      );
  };
}

interface SessionOptions<Response> {
  readonly incoming: IncomingCall;
  readonly server: ServerContext;
  answer(bytes: Buffer, admitted: () => void): Promise<Response>;
  /** Called when all is answered. */
  resolve(): void;
  /** Called when the stream ends before its caller has ended it. */
  reject(reason: unknown): void;
}

/** One stream while it is served. */
class StreamSession<Response> {
  readonly #call: ServerDuplexStream<Buffer, Response>;
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
  /** Let the answers go on that wait until the caller has read others. */
  #resumeSending: (() => void)[] = [];

  constructor(call: ServerDuplexStream<Buffer, Response>, options: SessionOptions<Response>) {
    this.#call = call;
    this.#options = options;
    this.#readNext = readOnDemand(call, () => {
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
    for (const signal of this.#signals()) signal.addEventListener('abort', this.#goOn);
    this.#call.on('drain', this.#resumeAll);
    this.#call.on('end', () => {
      this.#hasCallerEnded = true;
      this.#goOn();
    });
    this.#call.on('data', this.#serve);
  }

  readonly #goOn = (): void => {
    const isAborted = this.#options.incoming.signal.aborted;
    const isStopped = this.#fault !== undefined || isAborted || this.#options.server.draining.aborted;
    if (isAborted) this.#resumeAll();
    if (this.#atWork === 0 && (this.#hasCallerEnded || isStopped)) {
      this.#finish();
      return;
    }
    const hasRoom = this.#waiting === undefined && this.#atWork < this.#options.server.streamWindow;
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
    const leaveLine = (): void => {
      if (this.#waiting === bytes) this.#waiting = undefined;
    };
    const admitted = (): void => {
      leaveLine();
      this.#goOn();
    };
    return await this.#options.answer(bytes, admitted).finally(leaveLine);
  }

  async #send(response: Response): Promise<void> {
    if (this.#options.incoming.signal.aborted || this.#call.write(response)) return;
    await new Promise<void>((resume) => this.#resumeSending.push(resume));
  }

  readonly #resumeAll = (): void => {
    for (const resume of this.#resumeSending.splice(0)) resume();
  };

  #finish(): void {
    const { incoming, server, resolve, reject } = this.#options;
    clearTimeout(this.#silence);
    this.#call.pause();
    for (const signal of this.#signals()) signal.removeEventListener('abort', this.#goOn);
    if (incoming.signal.aborted) reject(incoming.signal.reason);
    else if (this.#fault !== undefined) reject(this.#fault);
    else if (this.#hasCallerEnded) resolve();
    else reject(server.draining.reason);
  }

  #signals(): AbortSignal[] {
    return [this.#options.server.draining, this.#options.incoming.signal];
  }
}

function silentFor(ms: number): SlcError {
  return new SlcError(
    'deadline_exceeded',
    `The stream brought nothing for ${ms / 1_000} s: expected an image, or its end.`,
  );
}
