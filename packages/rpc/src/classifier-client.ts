import { type ChannelOptions, Client, Metadata } from '@grpc/grpc-js';
import { bearerHeader, type ClientTls, channelCredentials } from './credentials.js';
import { type RenewedClient, renewedClient } from './grpc-js/index.js';
import type { ClientContext } from './method.js';
import { type ClassifierCalls, METHOD_NAMES, METHODS } from './methods/index.js';

export interface ClassifierClientOptions {
  /** `host:port`, or any other target that gRPC names. Calls go in turn to the workers behind one name. */
  readonly address: string;
  /** The largest request that is sent: the upload limit and `AROUND_THE_IMAGE_BYTES`. */
  readonly maxMessageBytes: number;
  readonly tls?: ClientTls | undefined;
  /** The name in the worker's certificate, where it is not that of the address. */
  readonly serverName?: string | undefined;
  /** Sent with each call. Without TLS anybody on the way can read it. */
  readonly authToken?: string | undefined;
  /**
   * Sends a call of a method that `isRetried` once more, perhaps to another worker, when a worker could not be reached or
   * was not ready. Only one call in ten is repeated for long, so that an outage does not double the load; a refusal for
   * overload never is.
   */
  readonly retries?: boolean;
  /** How long new calls go over the same connections before the name is resolved again; five minutes unless given. */
  readonly renewAfterMs?: number;
}

/** Every method rejects with an `SlcError`. While the worker cannot be reached that is `model_not_ready`, at once. */
export interface ClassifierClient extends ClassifierCalls {
  /** Ends the connection. May be called twice. */
  close(): void;
}

/** Connects with the first call, and again by itself whenever the worker went away. */
export function createClassifierClient(options: ClassifierClientOptions): ClassifierClient {
  const { address, tls, serverName, maxMessageBytes, authToken } = options;
  const { retries = false, renewAfterMs = 5 * 60_000 } = options;
  const connect = (channelOptions: ChannelOptions): RenewedClient => {
    const serviceConfig = JSON.stringify(toServiceConfig(retries));
    const all = {
      ...CONNECTION_OPTIONS,
      'grpc.service_config': serviceConfig,
      ...(serverName !== undefined && { 'grpc.ssl_target_name_override': serverName }),
      ...channelOptions,
    };
    return renewedClient(() => new Client(address, channelCredentials(tls), all), renewAfterMs);
  };
  const unary = connect({
    ...KEEPALIVE,
    'grpc.per_rpc_retry_buffer_size': maxMessageBytes,
    'grpc.retry_buffer_size': RETRY_BUFFER_MESSAGES * maxMessageBytes,
  });
  // Streams have a connection of their own, without keep-alive: `streamCall` notices by itself when nothing comes any more.
  // Nothing is kept for a retry, since grpc-js counts kept messages as sent, which is no flow control
  // (`sendMessageWithContext` in src/retrying-call.ts, 1.14.7; there is no issue).
  const streams = connect({ 'grpc.enable_retries': 0, 'grpc.per_rpc_retry_buffer_size': 0 });
  const context: ClientContext = {
    unary,
    streams,
    maxMessageBytes,
    metadata(headers) {
      const metadata = new Metadata();
      const all = { ...headers, ...(authToken === undefined ? {} : bearerHeader(authToken)) };
      for (const [name, value] of Object.entries(all)) metadata.set(name, value);
      return metadata;
    },
  };
  const calls = Object.fromEntries(METHOD_NAMES.map((name) => [name, METHODS[name].call(context)]));
  return {
    // Safe: one call for each method of the table.
    ...(calls as unknown as ClassifierCalls),
    close() {
      unary.close();
      streams.close();
    },
  };
}

/** https://github.com/grpc/grpc-proto/blob/master/grpc/service_config/service_config.proto */
function toServiceConfig(retries: boolean): object {
  const balancing = { loadBalancingConfig: [{ round_robin: {} }] };
  if (!retries) return balancing;
  const retried = METHOD_NAMES.map((name) => METHODS[name]).filter(({ isRetried }) => isRetried);
  const retryPolicy = {
    maxAttempts: 2,
    initialBackoff: '0.2s',
    maxBackoff: '0.2s',
    backoffMultiplier: 1,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  const name = retried.map(({ definition }) => {
    const [, service, method] = definition.path.split('/');
    return { service, method };
  });
  return {
    ...balancing,
    methodConfig: [{ name, retryPolicy }],
    // Each failure takes a token and each success gives a tenth back; below half of them nothing is repeated.
    retryThrottling: { maxTokens: 20, tokenRatio: 0.1 },
  };
}

/** Calls that are kept for a retry at the same time; those above are sent once. */
const RETRY_BUFFER_MESSAGES = 16;

const CONNECTION_OPTIONS: ChannelOptions = {
  // A worker that comes up is found within a second: by default the pauses between attempts grow to two minutes,
  // and a name is resolved twice a minute at most.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 800,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  // The worker is a neighbour: neither a proxy of the environment nor a balancing rule from DNS concerns it.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  // Or a new client would go over the last one's connections.
  'grpc.use_local_subchannel_pool': 1,
  // Answers hold a manifest or a small picture: gRPC's own receive limit of 4 MiB is right for them.
};

/** A worker's machine that vanished without a word is noticed within half a minute, while a call waits for it. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 20_000, 'grpc.keepalive_timeout_ms': 4_000 };
