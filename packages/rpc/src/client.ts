import { type ChannelOptions, Metadata } from '@grpc/grpc-js';
import { type ClassifiedImage, type ModelInfo, toSlcError } from '@slc/domain';
import { bearerHeader } from './bearer-token.js';
import { type ClientTls, channelCredentials } from './credentials.js';
import { fromClassifyResponse, fromGetModelInfoResponse, type StreamOutcome } from './from-message.js';
import { renewedStub } from './renewed-stub.js';
import { CLASSIFIER_SERVICE_NAME, ClassifierStub } from './service-definition.js';
import { type StreamImage, type StreamLimits, streamCall } from './stream-call.js';
import { type CallLimits, type UnaryStart, unaryCall } from './unary-call.js';

export interface ClassifierClientOptions {
  /**
   * `host:port`, or any other target that gRPC names. Where the host is a name of several workers, calls go to them in
   * turn, and the name is asked again whenever a connection ends, or has lived for `renewAfterMs`.
   */
  readonly address: string;
  /** The largest request that is sent: the upload limit and `AROUND_THE_IMAGE_BYTES`. */
  readonly maxMessageBytes: number;
  readonly tls?: ClientTls | undefined;
  /** Sent with each call. Without TLS anybody on the way can read it. */
  readonly authToken?: string | undefined;
  /**
   * Sends a Classify call once more, perhaps to another worker, when a worker could not be reached or was not ready:
   * asking again is safe. No more than one call in ten is repeated for long, so that an outage does not double the
   * load; a refusal for overload never is.
   */
  readonly retries?: boolean;
  /** How long new calls go over the same connections; five minutes unless given. */
  readonly renewAfterMs?: number;
}

/** Every method rejects with an `SlcError`. While the worker cannot be reached that is `model_not_ready`, at once. */
export interface ClassifierClient {
  classify(request: { image: Uint8Array; preview?: boolean }, call: CallLimits): Promise<ClassifiedImage>;
  /**
   * Classifies any number of images over one call. Images are taken from `images` as the worker takes them, and
   * outcomes come as they are ready: read them, or nothing goes on. Ending the reading ends the call.
   *
   * @throws SlcError when the call as a whole fails, or what `images` throws
   */
  classifyStream(
    images: AsyncIterable<StreamImage> | Iterable<StreamImage>,
    call?: StreamLimits,
  ): AsyncIterableIterator<StreamOutcome>;
  getModelInfo(call: CallLimits): Promise<ModelInfo>;
  /** Ends the connection. May be called twice. */
  close(): void;
}

/** Connects with the first call, and again by itself whenever the worker went away. */
export function createClassifierClient(options: ClassifierClientOptions): ClassifierClient {
  const {
    address,
    maxMessageBytes,
    tls,
    authToken,
    retries = false,
    renewAfterMs = RENEW_AFTER_MS,
  } = options;
  const connection: ChannelOptions = {
    ...CONNECTION_OPTIONS,
    'grpc.service_config': JSON.stringify(serviceConfig(retries)),
    'grpc.max_send_message_length': maxMessageBytes,
  };
  const unary = renewedStub(
    () =>
      new ClassifierStub(address, channelCredentials(tls), {
        ...connection,
        ...KEEPALIVE,
        'grpc.per_rpc_retry_buffer_size': maxMessageBytes,
        'grpc.retry_buffer_size': RETRY_BUFFER_MESSAGES * maxMessageBytes,
      }),
    renewAfterMs,
  );
  // Streams have a connection of their own. It is not pinged: `streamCall` notices by itself when nothing comes any more.
  // And nothing is kept for a repetition: grpc-js takes what it keeps for sent, so there would be no flow control.
  const streams = renewedStub(
    () =>
      new ClassifierStub(address, channelCredentials(tls), {
        ...connection,
        'grpc.enable_retries': 0,
        'grpc.per_rpc_retry_buffer_size': 0,
      }),
    renewAfterMs,
  );
  const metadata = (headers: CallLimits['headers'] = {}): Metadata => {
    const sent = new Metadata();
    const all = { ...headers, ...(authToken === undefined ? {} : bearerHeader(authToken)) };
    for (const [name, value] of Object.entries(all)) sent.set(name, value);
    return sent;
  };
  async function ask<Answer>(
    start: (stub: ClassifierStub, ...how: Parameters<UnaryStart<Answer>>) => ReturnType<UnaryStart<Answer>>,
    call: CallLimits,
  ): Promise<Answer> {
    const { stub, giveBack } = unary.take();
    let wasReset = false;
    try {
      return await unaryCall<Answer>((...how) => start(stub, ...how), call);
    } catch (error) {
      // Of one that never came to a worker there is no stream. Those that are refused may still be sending.
      wasReset = toSlcError(error).code !== 'model_not_ready';
      throw error;
    } finally {
      giveBack(wasReset);
    }
  }

  return {
    async classify({ image, preview = false }, call) {
      const request = { image, options: { preview } };
      return fromClassifyResponse(
        await ask(
          (stub, limits, callback) => stub.classify(request, metadata(call.headers), limits, callback),
          call,
        ),
      );
    },
    async *classifyStream(images, call = {}) {
      const { stub, giveBack } = streams.take();
      let wasReset = true;
      try {
        yield* streamCall(() => stub.classifyStream(metadata(call.headers)), images, call);
        wasReset = false;
      } finally {
        giveBack(wasReset);
      }
    },
    async getModelInfo(call) {
      return fromGetModelInfoResponse(
        await ask(
          (stub, limits, callback) => stub.getModelInfo({}, metadata(call.headers), limits, callback),
          call,
        ),
      );
    },
    close() {
      unary.close();
      streams.close();
    },
  };
}

/** https://github.com/grpc/grpc-proto/blob/master/grpc/service_config/service_config.proto */
function serviceConfig(retries: boolean): object {
  const balancing = { loadBalancingConfig: [{ round_robin: {} }] };
  if (!retries) return balancing;
  return {
    ...balancing,
    methodConfig: [
      {
        name: [{ service: CLASSIFIER_SERVICE_NAME, method: 'Classify' }],
        retryPolicy: {
          maxAttempts: 2,
          initialBackoff: '0.2s',
          maxBackoff: '0.2s',
          backoffMultiplier: 1,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      },
    ],
    // Each failure takes a token and each success gives a tenth back; below half of them nothing is repeated.
    retryThrottling: { maxTokens: 20, tokenRatio: 0.1 },
  };
}

const RENEW_AFTER_MS = 5 * 60_000;

/** Calls that are kept for a repetition at the same time; those above are sent once. */
const RETRY_BUFFER_MESSAGES = 16;

const CONNECTION_OPTIONS: ChannelOptions = {
  // A worker that comes up is found within a second: by default the pauses between attempts grow to two minutes,
  // and a name is asked for twice a minute at most.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 800,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  // The worker is a neighbour: neither a proxy of the environment nor a balancing rule from DNS concerns it.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  // Or the next stub would go over the last one's connections.
  'grpc.use_local_subchannel_pool': 1,
  // Answers hold a manifest or a small picture: gRPC's own receive limit of 4 MiB is right for them.
};

/** A worker's machine that vanished without a word is noticed within half a minute, while a call waits for it. */
const KEEPALIVE: ChannelOptions = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 4_000,
};
