import { Server, ServerCredentials } from '@grpc/grpc-js';
import { type ClassifiedImage, type ModelInfo, SlcError } from '@slc/domain';
import { HealthImplementation } from 'grpc-health-check';
import { createReflection } from './reflection.js';
import { CLASSIFIER_SERVICE_NAME, ClassifierStub } from './service-definition.js';
import { toClassifyResponse, toGetModelInfoResponse } from './to-message.js';
import { type CallTracker, trackCalls } from './track-calls.js';
import { type FailedCall, unaryHandler, undecoded } from './unary-handler.js';

export interface ClassifierHandlers {
  /**
   * @param call its signal aborts when the caller goes away, and at the caller's deadline with an `SlcError`
   *   `deadline_exceeded` as its reason
   */
  classify(
    request: { image: Uint8Array; preview: boolean },
    call: { signal: AbortSignal },
  ): Promise<ClassifiedImage>;
  getModelInfo(): ModelInfo;
}

export interface ClassifierServerOptions {
  readonly handlers: ClassifierHandlers;
  /** The largest request that is received: the image limit and 64 KiB for what is around the image. */
  readonly maxMessageBytes: number;
  /** Told of every error that is answered, once. `method` is a path such as `/classifier.v1.Classifier/Classify`. */
  onError(error: SlcError, method: string, call: FailedCall): void;
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
   * Says NOT_SERVING and refuses new calls with `model_not_ready`, lets running ones finish, and drops those that last
   * longer than `graceMs`. May be called twice.
   */
  close(graceMs: number): Promise<void>;
}

/** The worker's face: the Classifier service with health (Check, Watch) and reflection (v1, v1alpha). */
export function createClassifierServer(options: ClassifierServerOptions): ClassifierServer {
  const { handlers, maxMessageBytes, onError } = options;
  const calls = trackCalls();
  let closed: Promise<void> | undefined;
  const health = new HealthImplementation({ '': 'SERVING', [CLASSIFIER_SERVICE_NAME]: 'NOT_SERVING' });
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    interceptors: [calls.interceptor],
  });

  const { Classify, GetModelInfo } = ClassifierStub.service;
  server.addService(
    { Classify: undecoded(Classify), GetModelInfo: undecoded(GetModelInfo) },
    {
      Classify: unaryHandler(Classify, onError, async ({ image, options }, call) => {
        if (closed !== undefined) throw new SlcError('model_not_ready', 'The worker is stopping.');
        const preview = options?.preview ?? false;
        return toClassifyResponse(await handlers.classify({ image, preview }, call));
      }),
      GetModelInfo: unaryHandler(GetModelInfo, onError, async () =>
        toGetModelInfoResponse(handlers.getModelInfo()),
      ),
    },
  );
  health.addToServer(server);
  createReflection().addToServer(server);

  const setServing = (isServing: boolean): void =>
    health.setStatus(CLASSIFIER_SERVICE_NAME, isServing ? 'SERVING' : 'NOT_SERVING');

  return {
    bind: (host, port) => bind(server, host, port),
    setServing,
    close(graceMs) {
      if (closed === undefined) {
        setServing(false);
        closed = shutDown(server, calls, graceMs);
      }
      return closed;
    },
  };
}

/** Of one connection. Each may hold an image in memory, so there is a bound; above it calls wait at the client. */
const MAX_CONCURRENT_STREAMS = 256;

function bind(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(new SlcError('internal', `gRPC cannot listen on ${address}`, { cause: error }));
    });
  });
}

/**
 * Connections are told to go away only after the running calls have ended: a grpc-js client that sends a keepalive
 * ping on a connection in that state drops its calls (https://github.com/grpc/grpc-node/issues/3068).
 */
function shutDown(server: Server, calls: CallTracker, graceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // grpc-js's orderly shutdown has no time-out of its own.
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, graceMs);
    void calls.unaryCallsEnded().then(() => {
      calls.endStreams();
      server.tryShutdown((error) => {
        clearTimeout(force);
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  });
}
