import type { Metadata, UntypedHandleCall } from '@grpc/grpc-js';
import type { SlcError } from '@slc/domain';
import type { AnyDefinition, IncomingCall, RenewedClient } from './grpc-js/index.js';

/**
 * One method of the contract, as server and client use it.
 *
 * @typeParam Handler the function that a server is given for it
 * @typeParam Call the function that the client offers for it
 */
export interface Method<Handler, Call> {
  /** Its `path` is the method's name in errors and limits, such as `/classifier.v1.Classifier/Classify`. */
  readonly definition: AnyDefinition;
  /** Where the server's options do not say otherwise; none unless given. */
  readonly limit?: CallLimit;
  /** Whether a client that retries sends a call once more when no worker was ready. */
  readonly isRetried: boolean;
  /** Makes the gRPC handler, for `withRawRequests(definition)`. */
  serve(handle: Handler, server: ServerContext): UntypedHandleCall;
  call(client: ClientContext): Call;
}

export interface CallLimit {
  /** Calls that may run at the same time; one more is refused before its message is read. */
  readonly calls: number;
  /** The error of a call that is refused. */
  shed(): SlcError;
}

/** What every method's handler uses of the server. */
export interface ServerContext {
  /** Called once for every error that is answered: of a call, or of one message of a stream. `path` is the method's. */
  readonly onError: (error: SlcError, path: string, call: FailedCall) => void;
  /** Aborts when the server takes no more calls, with the error that they get. */
  readonly draining: AbortSignal;
  /** Messages of one stream that are worked on at the same time. */
  readonly streamWindow: number;
  readonly messageTimeoutMs: number;
  /** Why grpc-js ended the call with this metadata, when it was not the caller. */
  refusalOf(metadata: Metadata): SlcError | undefined;
}

/** What may be reported of a call that failed, or of one message of a stream. */
export interface FailedCall extends Pick<IncomingCall, 'header'> {
  /** Length of the request message, or of its image; 0 when none was read. */
  readonly requestBytes: number;
  readonly durationMs: number;
}

/** Called with the error of a call that no handler is given. */
export type OnRefused = (
  error: SlcError,
  call: { readonly path: string; readonly metadata: Metadata; readonly durationMs?: number },
) => void;

/** What every call uses of the client. */
export interface ClientContext {
  readonly unary: RenewedClient;
  readonly streams: RenewedClient;
  readonly maxMessageBytes: number;
  metadata(headers: CallSettings['headers']): Metadata;
}

/** What every call of the client may be given. */
export interface CallSettings {
  /** Aborts when the caller no longer wants the answer. */
  readonly signal?: AbortSignal | undefined;
  /** Sent beside the message, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
