import { type ChannelOptions, Metadata } from '@grpc/grpc-js';
import type { ClassifiedImage, ModelInfo } from '@slc/domain';
import { bearerHeader } from './bearer-token.js';
import { type ClientTls, channelCredentials } from './credentials.js';
import { fromClassifyResponse, fromGetModelInfoResponse, type StreamOutcome } from './from-message.js';
import { CLASSIFIER_SERVICE_NAME, ClassifierStub } from './service-definition.js';
import { type StreamImage, type StreamLimits, streamCall } from './stream-call.js';
import { type CallLimits, unaryCall } from './unary-call.js';

export interface ClassifierClientOptions {
  /**
   * `host:port`, or any other target that gRPC names. Where the host is a name of several workers, calls go to them in
   * turn, and the name is asked again whenever a connection ends.
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
  const { address, maxMessageBytes, tls, authToken, retries = false } = options;
  const connection: ChannelOptions = {
    ...CONNECTION_OPTIONS,
    'grpc.service_config': JSON.stringify(serviceConfig(retries)),
    'grpc.max_send_message_length': maxMessageBytes,
  };
  const stub = new ClassifierStub(address, channelCredentials(tls), {
    ...connection,
    ...KEEPALIVE,
    'grpc.per_rpc_retry_buffer_size': maxMessageBytes,
    'grpc.retry_buffer_size': RETRY_BUFFER_MESSAGES * maxMessageBytes,
  });
  // Streams have a connection of their own. It is not pinged: grpc-js drops the calls of a connection that it pings after
  // the server has said that it ends, as it does at its age limit (https://github.com/grpc/grpc-node/issues/3068), and a
  // stream lives long enough for that; `streamCall` notices by itself when nothing comes any more. And nothing is kept
  // for a repetition: grpc-js takes what it keeps for sent, so there would be no flow control.
  const streamStub = new ClassifierStub(address, channelCredentials(tls), {
    ...connection,
    'grpc.enable_retries': 0,
    'grpc.per_rpc_retry_buffer_size': 0,
  });
  const metadata = (headers: CallLimits['headers'] = {}): Metadata => {
    const sent = new Metadata();
    const all = { ...headers, ...(authToken === undefined ? {} : bearerHeader(authToken)) };
    for (const [name, value] of Object.entries(all)) sent.set(name, value);
    return sent;
  };
  return {
    async classify({ image, preview = false }, call) {
      const request = { image, options: { preview } };
      return fromClassifyResponse(
        await unaryCall(
          (limits, callback) => stub.classify(request, metadata(call.headers), limits, callback),
          call,
        ),
      );
    },
    classifyStream: (images, call = {}) =>
      streamCall(() => streamStub.classifyStream(metadata(call.headers)), images, call),
    async getModelInfo(call) {
      return fromGetModelInfoResponse(
        await unaryCall(
          (limits, callback) => stub.getModelInfo({}, metadata(call.headers), limits, callback),
          call,
        ),
      );
    },
    close() {
      stub.close();
      streamStub.close();
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
  // Answers hold a manifest or a small picture: gRPC's own receive limit of 4 MiB is right for them.
};

/** A worker's machine that vanished without a word is noticed within half a minute, while a call waits for it. */
const KEEPALIVE: ChannelOptions = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 4_000,
};
