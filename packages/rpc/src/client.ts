import { credentials } from '@grpc/grpc-js';
import type { ClassifiedImage, ModelInfo } from '@slc/domain';
import { fromClassifyResponse, fromGetModelInfoResponse } from './from-message.js';
import { ClassifierStub } from './service-definition.js';
import { type CallLimits, unaryCall } from './unary-call.js';

export interface ClassifierClientOptions {
  /** `host:port`, or any other target that gRPC names. */
  readonly address: string;
  /** The largest request that is sent: the upload limit and 64 KiB for what is around the image. */
  readonly maxMessageBytes: number;
}

/** Every method rejects with an `SlcError`. While the worker cannot be reached that is `model_not_ready`, at once. */
export interface ClassifierClient {
  classify(request: { image: Uint8Array; preview?: boolean }, call: CallLimits): Promise<ClassifiedImage>;
  getModelInfo(call: CallLimits): Promise<ModelInfo>;
  /** Ends the connection. May be called twice. */
  close(): void;
}

/** Connects with the first call, and again by itself whenever the worker went away. */
export function createClassifierClient({
  address,
  maxMessageBytes,
}: ClassifierClientOptions): ClassifierClient {
  const stub = new ClassifierStub(address, credentials.createInsecure(), {
    ...CONNECTION_OPTIONS,
    'grpc.max_send_message_length': maxMessageBytes,
  });
  return {
    async classify({ image, preview = false }, call) {
      const request = { image, options: { preview } };
      return fromClassifyResponse(
        await unaryCall((options, callback) => stub.classify(request, options, callback), call),
      );
    },
    async getModelInfo(call) {
      return fromGetModelInfoResponse(
        await unaryCall((options, callback) => stub.getModelInfo({}, options, callback), call),
      );
    },
    close: () => stub.close(),
  };
}

const CONNECTION_OPTIONS = {
  // A worker that comes up is found within a second: by default the pauses between attempts grow to two minutes,
  // and a name is asked for twice a minute at most.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 800,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  // The worker is a neighbour: neither a proxy of the environment nor a balancing rule from DNS concerns it.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  // A worker's machine that vanished without a word is noticed within seconds, while a call waits for it.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 4_000,
  // Answers hold a manifest or a small picture: gRPC's own receive limit of 4 MiB is right for them.
} as const;
