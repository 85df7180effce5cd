import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Server, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';
import { admitCalls } from './admission.js';
import { type ServerTls, serverCredentials } from './credentials.js';
import {
  gracefulShutdown,
  headerOf,
  limitMessageBytes,
  limitSendTime,
  watchUnhandledCalls,
  widenFlowControlWindows,
  withRawRequests,
} from './grpc-js/index.js';
import { createHealth } from './health.js';
import type { CallLimit, Method, OnRefused, ServerContext } from './method.js';
import {
  type ClassifierHandlers,
  METHOD_NAMES,
  METHOD_PATHS,
  METHODS,
  type MethodName,
} from './methods/index.js';
import { createReflection } from './reflection.js';

export interface ClassifierServerOptions extends Pick<ServerContext, 'onError' | 'streamWindow'> {
  readonly handlers: ClassifierHandlers;
  /** The largest request that is received: the image limit and `AROUND_THE_IMAGE_BYTES`. */
  readonly maxMessageBytes: number;
  readonly tls?: ServerTls | undefined;
  /** Expected as bearer token with every call but those to health. */
  readonly authToken?: string | undefined;
  /** Limits of calls that depend on more than the method. */
  readonly limits?: Partial<Readonly<Record<MethodName, CallLimit>>>;
  /**
   * How long a call may hold its place while its (next) message has not come in full, or a unary call while its answer is
   * not read; a minute unless given.
   */
  readonly messageTimeoutMs?: number;
  /** How long a stream waits for a caller that reads none of its answers; a quarter of an hour unless given. */
  readonly readerTimeoutMs?: number;
}

/**
 * On one connection. Above it calls wait unseen at the client, so it is far above what the limits of calls admit: the
 * rest is refused by its headers, and holds no image.
 */
const MAX_CONCURRENT_STREAMS = 1_024;

/** Requests to health and reflection hold names. */
const LONGEST_NAME_BYTES = 1_024;

/** Against callers that take a place and send nothing, or read no answer; as long as the gateway gives an upload. */
const MESSAGE_TIMEOUT_MS = 60_000;

/** A stream's caller may read slowly: gRPC's clients take a hundred answers in one go, and then none until those are read. */
const READER_TIMEOUT_MS = 15 * 60_000;

/**
 * Frees the calls and streams of a client whose machine vanished without a word. With it no connection may have an age
 * limit: see `renewedClient`.
 */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 20_000, 'grpc.keepalive_timeout_ms': 10_000 };

export type ClassifierServer = ReturnType<typeof createClassifierServer>;

/** The worker's server: every method, with health (Check, Watch) and reflection (v1, v1alpha). */
export function createClassifierServer(options: ClassifierServerOptions) {
  const { handlers, maxMessageBytes, onError, streamWindow, authToken } = options;
  const { messageTimeoutMs = MESSAGE_TIMEOUT_MS, readerTimeoutMs = READER_TIMEOUT_MS } = options;
  const draining = new AbortController();
  // Each stream listens.
  setMaxListeners(0, draining.signal);
  const onRefused: OnRefused = (error, { path, metadata, durationMs = 0 }) =>
    onError(error, path, { requestBytes: 0, durationMs, header: (name) => headerOf(metadata, name) });
  const unhandled = watchUnhandledCalls(maxMessageBytes, onRefused);
  const widenWindows = widenFlowControlWindows();
  const first: ServerInterceptor = (method, call) => {
    widenWindows(call);
    limitSendTime(call, method.requestStream ? readerTimeoutMs : messageTimeoutMs);
    if (METHOD_PATHS.has(method.path)) return unhandled.interceptor(method, call);
    limitMessageBytes(call, LONGEST_NAME_BYTES);
    return new ServerInterceptingCall(call);
  };
  const shutdown = gracefulShutdown((path) => METHOD_PATHS.has(path));
  const limits = new Map(
    METHOD_NAMES.map((name) => {
      const { definition, limit } = METHODS[name];
      return [definition.path, options.limits?.[name] ?? limit];
    }),
  );
  const admit = admitCalls({ authToken, messageTimeoutMs, limits, onRefused });
  const health = createHealth();
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    ...KEEPALIVE,
    interceptors: [first, shutdown.interceptor, admit, health.interceptor],
  });
  const { refusalOf } = unhandled;
  const context = { onError, draining: draining.signal, streamWindow, messageTimeoutMs, refusalOf };
  addMethods(server, handlers, context);
  health.addToServer(server);
  createReflection().addToServer(server);

  async function closeOnce(drainMs: number, lastCallsMs: number): Promise<void> {
    health.setServing(false);
    await sleep(lastCallsMs);
    draining.abort(new SlcError('model_not_ready', 'The worker is stopping.'));
    await shutdown.shutDown(server, drainMs);
  }

  let closed: Promise<void> | undefined;
  return {
    /**
     * @param port 0 lets the system choose a free one
     * @returns the port that was really bound
     * @throws SlcError when the address cannot be listened on
     */
    async bind(host: string, port: number): Promise<number> {
      const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
      const credentials = serverCredentials(options.tls);
      return await promisify(server.bindAsync.bind(server))(address, credentials).catch((cause) => {
        throw new SlcError('internal', `gRPC cannot listen on ${address}`, { cause });
      });
    },
    /** What health says of our services. That of `""` is SERVING as long as the process lives. */
    setServing: health.setServing,
    /**
     * Says NOT_SERVING, refuses new calls with `model_not_ready`, lets running ones finish, and drops those that last
     * longer than `drainMs`. May be called twice.
     *
     * @param lastCallsMs before that: how long calls are still taken whose callers could not know yet
     */
    close: (drainMs: number, lastCallsMs = 0): Promise<void> => (closed ??= closeOnce(drainMs, lastCallsMs)),
  };
}

function addMethods(server: Server, handlers: ClassifierHandlers, context: ServerContext): void {
  const table: { [Name in MethodName]: Method<ClassifierHandlers[Name], unknown> } = METHODS;
  const add = <Name extends MethodName>(name: Name): void => {
    const { definition, serve } = table[name];
    server.addService({ [name]: withRawRequests(definition) }, { [name]: serve(handlers[name], context) });
  };
  METHOD_NAMES.forEach(add);
}
