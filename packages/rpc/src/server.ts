import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Metadata, Server, type ServerCredentials, type ServerInterceptor } from '@grpc/grpc-js';
import { type ClassifiedImage, type ModelInfo, SlcError, toSlcError } from '@slc/domain';
import { type ServerTls, serverCredentials } from './credentials.js';
import { guardCalls } from './guard-calls.js';
import { createHealth } from './health.js';
import { headerOf, type IncomingCall } from './incoming-call.js';
import { type OnError, undecoded } from './method.js';
import { limitMessageBytes } from './own-call.js';
import { createReflection } from './reflection.js';
import { ClassifierStub } from './service-definition.js';
import { streamHandler } from './stream-handler.js';
import { toClassifyResponse, toClassifyStreamResponse, toGetModelInfoResponse } from './to-message.js';
import { type CallTracker, trackCalls } from './track-calls.js';
import { unaryHandler } from './unary-handler.js';
import { watchUnservedCalls } from './unserved-calls.js';
import { endUntaken } from './untaken-answers.js';
import { widenWindows } from './widen-windows.js';

export interface ImageRequest {
  readonly image: Uint8Array;
  readonly preview: boolean;
}

export interface ClassifierHandlers {
  classify(request: ImageRequest, call: IncomingCall): Promise<ClassifiedImage>;
  /**
   * One image of a stream. It may wait for room instead of being refused: the stream waits with it.
   *
   * @param admitted to be called when the image has room: only then, or with its answer, the stream's next one is read
   */
  classifyOfStream(request: ImageRequest, call: IncomingCall, admitted: () => void): Promise<ClassifiedImage>;
  getModelInfo(): ModelInfo;
}

export interface ClassifierServerOptions {
  readonly handlers: ClassifierHandlers;
  /** The largest request that is received: the image limit and `AROUND_THE_IMAGE_BYTES`. */
  readonly maxMessageBytes: number;
  readonly tls?: ServerTls | undefined;
  /** Expected as bearer token with every call but those to health. */
  readonly authToken?: string | undefined;
  /** Classify calls that may run at the same time; one more is refused before its image is read. */
  readonly classifyLimit: { readonly calls: number; shed(): SlcError };
  /**
   * How long a unary call, or a stream, may hold its place while its (next) message has not come in full,
   * or a unary call while its answer is not taken; a minute unless given.
   */
  readonly messageTimeoutMs?: number;
  /** How long a stream waits for a caller that takes none of its answers; a quarter of an hour unless given. */
  readonly readerTimeoutMs?: number;
  /** Images of one stream that are worked on at the same time. */
  readonly streamWindow: number;
  /** Told of every error that is answered, once: of a call, or of one image of a stream. */
  readonly onError: OnError;
}

export interface ClassifierServer {
  /**
   * @param port 0 lets the system choose a free one
   * @returns the port that was really bound
   * @throws SlcError when the address cannot be listened on
   */
  bind(host: string, port: number): Promise<number>;
  /** What health says of `classifier.v1.Classifier`. That of `""` is SERVING as long as the process lives. */
  setServing(isServing: boolean): void;
  /**
   * Says NOT_SERVING, refuses new calls with `model_not_ready`, lets running ones finish, and drops those that last longer
   * than `drainMs`. May be called twice.
   *
   * @param lastCallsMs before that: how long calls are still taken that were sent before anybody could know
   */
  close(drainMs: number, lastCallsMs?: number): Promise<void>;
}

/** The worker's face: the Classifier service with health (Check, Watch) and reflection (v1, v1alpha). */
export function createClassifierServer(options: ClassifierServerOptions): ClassifierServer {
  const { handlers, maxMessageBytes, onError } = options;
  const { Classify, ClassifyStream, GetModelInfo } = ClassifierStub.service;
  const calls = trackCalls((path) => path === ClassifyStream.path);
  const draining = new AbortController();
  // Each stream listens.
  setMaxListeners(0, draining.signal);
  let closed: Promise<void> | undefined;
  const health = createHealth();
  const onRefused = (error: SlcError, path: string, metadata: Metadata, durationMs = 0): void =>
    onError(error, path, { requestBytes: 0, durationMs, header: (name) => headerOf(metadata, name) });
  const { messageTimeoutMs = MESSAGE_TIMEOUT_MS, readerTimeoutMs = READER_TIMEOUT_MS } = options;
  const guard = guardCalls({
    authToken: options.authToken,
    messageTimeoutMs,
    limits: new Map([
      [Classify.path, options.classifyLimit],
      [ClassifyStream.path, { calls: MAX_STREAMS, shed: tooManyStreams }],
    ]),
    onRefused,
  });
  const ourPaths = new Set([Classify.path, ClassifyStream.path, GetModelInfo.path]);
  const unserved = watchUnservedCalls({ maxMessageBytes, paths: ourPaths, onRefused });
  const widen = widenWindows();
  /** To be the first: it must be given grpc-js's own call. */
  const boundCall: ServerInterceptor = (method, call) => {
    widen(call);
    endUntaken(call, method.requestStream ? readerTimeoutMs : messageTimeoutMs);
    if (!ourPaths.has(method.path)) limitMessageBytes(call, LONGEST_NAME_BYTES);
    return unserved.interceptor(method, call);
  };
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    ...KEEPALIVE,
    interceptors: [boundCall, calls.interceptor, guard, health.interceptor],
  });

  server.addService(
    {
      Classify: undecoded(Classify),
      ClassifyStream: undecoded(ClassifyStream),
      GetModelInfo: undecoded(GetModelInfo),
    },
    {
      Classify: unaryHandler(Classify, onError, async ({ image, options: wishes }, call) => {
        draining.signal.throwIfAborted();
        return toClassifyResponse(
          await handlers.classify({ image, preview: wishes?.preview ?? false }, call),
        );
      }),
      ClassifyStream: streamHandler({
        method: ClassifyStream,
        window: options.streamWindow,
        draining: draining.signal,
        messageTimeoutMs,
        onError,
        refusalOf: unserved.refusalOf,
        async handle({ id, image, options: wishes }, call, admitted) {
          const startedAtMs = performance.now();
          try {
            assertId(id);
            const request = { image, preview: wishes?.preview ?? false };
            return toClassifyStreamResponse(id, await handlers.classifyOfStream(request, call, admitted));
          } catch (thrown) {
            const error = toSlcError(thrown);
            const durationMs = performance.now() - startedAtMs;
            // Whoever left is told nothing, and counted once, by the stream's own end.
            if (call.signal.aborted) throw error;
            onError(error, ClassifyStream.path, {
              requestBytes: image.length,
              durationMs,
              header: call.header,
            });
            return toClassifyStreamResponse(id.slice(0, MAX_ID_LENGTH), error);
          }
        },
      }),
      GetModelInfo: unaryHandler(GetModelInfo, onError, async () =>
        toGetModelInfoResponse(handlers.getModelInfo()),
      ),
    },
  );
  health.addToServer(server);
  createReflection().addToServer(server);

  return {
    bind: (host, port) => bind(server, host, port, serverCredentials(options.tls)),
    setServing: health.setServing,
    close(drainMs, lastCallsMs = 0) {
      if (closed === undefined) {
        health.setServing(false);
        closed = (async () => {
          await sleep(lastCallsMs);
          draining.abort(new SlcError('model_not_ready', 'The worker is stopping.'));
          await shutDown(server, calls, drainMs);
        })();
      }
      return closed;
    },
  };
}

function assertId(id: string): void {
  if (id.length <= MAX_ID_LENGTH) return;
  throw new SlcError('invalid_request', `id: expected at most ${MAX_ID_LENGTH} characters, got ${id.length}`);
}

const MAX_ID_LENGTH = 1_024;

/** Each holds one image that waits for room, beside those that have room. */
const MAX_STREAMS = 16;

function tooManyStreams(): SlcError {
  const message = `The service is busy: ${MAX_STREAMS} streams are open already. Please try again.`;
  return new SlcError('overloaded', message, { retryAfterMs: 1_000 });
}

/**
 * Of one connection. Above it calls wait unseen at the client, so it is far above what the limits of calls let in: the
 * rest is refused by its head, and holds no image.
 */
const MAX_CONCURRENT_STREAMS = 1_024;

/** What health and reflection are asked for are names. */
const LONGEST_NAME_BYTES = 1_024;

/** Against callers that take a place and send nothing, or take no answer; as long as the gateway gives an upload. */
const MESSAGE_TIMEOUT_MS = 60_000;

/**
 * A stream's caller may read slowly: gRPC's clients take a hundred answers in one go, and then none until they have been
 * read.
 */
const READER_TIMEOUT_MS = 15 * 60_000;

/**
 * A client whose machine vanished without a word gives its calls and streams back. With it no connection may have an age
 * limit: see `renewedStub`.
 */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 20_000, 'grpc.keepalive_timeout_ms': 10_000 };

function bind(server: Server, host: string, port: number, credentials: ServerCredentials): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(new SlcError('internal', `gRPC cannot listen on ${address}`, { cause: error }));
    });
  });
}

/**
 * Connections are told to go away only after the running calls have ended: a grpc-js client that sends a keepalive
 * ping on a connection in that state drops its calls (https://github.com/grpc/grpc-node/issues/3068).
 */
function shutDown(server: Server, calls: CallTracker, drainMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // grpc-js's orderly shutdown has no time-out of its own.
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, drainMs);
    void calls.finiteCallsEnded().then(() => {
      calls.endOthers();
      server.tryShutdown((error) => {
        clearTimeout(force);
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  });
}
