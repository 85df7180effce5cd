import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { abortError, type ErrorCode, isErrorCode, SlcError } from '@slc/domain';
import { decodeRichStatus, encodeRichStatus, type RichStatus } from './google-rpc.js';

/** The gRPC status of each code, as the proto promises it. */
const STATUS_OF_CODE: Readonly<Record<ErrorCode, status>> = {
  invalid_request: status.INVALID_ARGUMENT,
  invalid_image: status.INVALID_ARGUMENT,
  image_too_large: status.INVALID_ARGUMENT,
  too_many_pixels: status.INVALID_ARGUMENT,
  unsupported_media_type: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  not_found: status.NOT_FOUND,
  method_not_allowed: status.UNIMPLEMENTED,
  rate_limited: status.RESOURCE_EXHAUSTED,
  overloaded: status.RESOURCE_EXHAUSTED,
  model_not_ready: status.UNAVAILABLE,
  unsupported_model: status.FAILED_PRECONDITION,
  invalid_model: status.FAILED_PRECONDITION,
  deadline_exceeded: status.DEADLINE_EXCEEDED,
  cancelled: status.CANCELLED,
  internal: status.INTERNAL,
};

/**
 * What a status without a reason means. Every error of our server has one, those that its grpc-js makes included
 * (grpc-js/unhandled-calls.ts), so a status without one comes from the client's own gRPC or from something between. A
 * status that is not listed is `internal`.
 */
const MEANING_OF_BARE_STATUS: Readonly<Partial<Record<status, { code: ErrorCode; message: string }>>> = {
  [status.CANCELLED]: { code: 'cancelled', message: 'The call was cancelled.' },
  [status.INVALID_ARGUMENT]: { code: 'invalid_request', message: 'The worker refused the request.' },
  [status.DEADLINE_EXCEEDED]: {
    code: 'deadline_exceeded',
    message: 'The worker did not answer before the deadline.',
  },
  [status.RESOURCE_EXHAUSTED]: {
    code: 'overloaded',
    message: 'The connection to the worker is exhausted. Please try again.',
  },
  // With this status grpc-js reports a connection that broke under the call (https://github.com/grpc/grpc-node/issues/2872).
  [status.INTERNAL]: {
    code: 'model_not_ready',
    message: 'The connection to the inference worker broke.',
  },
  [status.UNAVAILABLE]: { code: 'model_not_ready', message: 'The inference worker cannot be reached.' },
  [status.UNAUTHENTICATED]: {
    code: 'unauthenticated',
    message: 'The worker did not accept the credentials.',
  },
};

const ERROR_DOMAIN = 'skin-lesion-classifier';
const DETAILS_TRAILER = 'grpc-status-details-bin';

/** What the server sends for an error: status, message, and the code as google.rpc.ErrorInfo. Never the cause. */
export function toStatus(error: SlcError): StatusObject {
  const code = STATUS_OF_CODE[error.code];
  const details = headerSafe(error.message);
  const metadata = new Metadata();
  metadata.set(
    DETAILS_TRAILER,
    encodeRichStatus({
      code,
      message: details,
      errorInfo: { reason: error.code, domain: ERROR_DOMAIN },
      ...(error.retryAfterMs === undefined ? {} : { retryDelayMs: error.retryAfterMs }),
    }),
  );
  return { code, details, metadata };
}

interface SentStatus {
  readonly code?: status | null | undefined;
  readonly metadata?: Metadata | null | undefined;
}

/** Whether the status is one of `toStatus`, or a handler's OK; grpc-js itself makes the others. */
export function isOurs({ code, metadata }: SentStatus): boolean {
  return code === status.OK || (metadata?.get(DETAILS_TRAILER).length ?? 0) > 0;
}

/**
 * What a call that failed means to the client that made it. What gRPC reported is kept as `cause`.
 *
 * @param signal the caller's own, which may have ended the call
 */
export function fromFailedCall(error: ServiceError | null, signal: AbortSignal | undefined): SlcError {
  if (signal?.aborted) return abortError(signal.reason);
  if (error === null) return new SlcError('internal', 'The worker sent neither an answer nor an error.');
  const failed = fromServiceError(error);
  // The caller did not cancel: the worker dropped the call, as it does with those that outlive its grace period.
  if (failed.code === 'cancelled' && error.code === status.CANCELLED) {
    return new SlcError('model_not_ready', 'The inference worker ended the call before it had answered.', {
      cause: error,
    });
  }
  return failed;
}

export function fromServiceError(error: ServiceError): SlcError {
  const rich = richStatusOf(error);
  const reason = rich?.errorInfo?.domain === ERROR_DOMAIN ? rich.errorInfo.reason : undefined;
  if (!isErrorCode(reason)) {
    const { code, message } = MEANING_OF_BARE_STATUS[error.code] ?? {
      code: 'internal',
      message: 'The call to the inference worker failed.',
    };
    return new SlcError(code, message, { cause: error });
  }
  const retryAfterMs = rich?.retryDelayMs;
  return new SlcError(reason, error.details, {
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function richStatusOf(error: ServiceError): RichStatus | undefined {
  const [bytes] = error.metadata.get(DETAILS_TRAILER);
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    return decodeRichStatus(bytes);
  } catch {
    // From another server, or damaged on the way: the status alone still says enough.
    return undefined;
  }
}

/**
 * gRPC sends the message as an HTTP/2 header: it must fit into one, and half of a surrogate pair makes grpc-js throw.
 */
function headerSafe(message: string): string {
  const longest = 2_000;
  const short = message.length > longest ? `${message.slice(0, longest)}…` : message;
  return short.replace(/\p{Surrogate}/gu, '\uFFFD');
}
