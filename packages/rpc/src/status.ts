import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { type ErrorCode, isErrorCode, SlcError } from '@slc/domain';
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
 * What a status means that comes without a reason: then gRPC itself has made it, on either side. A status that is
 * not listed is `internal`.
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

/** Whether `toStatus` made it, or a handler's answer; else gRPC itself. */
export function isOurs({ code, metadata }: SentStatus): boolean {
  return code === status.OK || (metadata?.get(DETAILS_TRAILER).length ?? 0) > 0;
}

/** The error that a client makes of a failed call; what gRPC reported is kept as `cause`. */
export function fromServiceError(error: ServiceError): SlcError {
  const rich = richStatusOf(error);
  const reason = rich?.errorInfo?.domain === ERROR_DOMAIN ? rich.errorInfo.reason : undefined;
  if (!isErrorCode(reason)) {
    if (isOverMessageLimit(error)) {
      return new SlcError('image_too_large', 'The image is larger than the worker accepts.', {
        cause: error,
      });
    }
    const meaning = isBrokenConnection(error)
      ? { code: 'model_not_ready' as const, message: 'The connection to the inference worker broke.' }
      : MEANING_OF_BARE_STATUS[error.code];
    if (meaning !== undefined) return new SlcError(meaning.code, meaning.message, { cause: error });
    return new SlcError('internal', 'The call to the inference worker failed.', { cause: error });
  }
  const retryAfterMs = rich?.retryDelayMs;
  return new SlcError(reason, error.details, {
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The transport has one status for a message over its limit and for a connection that is exhausted; only grpc-js's words differ. */
export function isOverMessageLimit({ code, details }: Pick<StatusObject, 'code' | 'details'>): boolean {
  return code === status.RESOURCE_EXHAUSTED && /larger than/.test(details);
}

/** It has the status of a worker's own fault: how much of the call was done nobody knows. */
function isBrokenConnection({ code, details }: Pick<StatusObject, 'code' | 'details'>): boolean {
  return code === status.INTERNAL && /^Received RST_STREAM/.test(details);
}

function richStatusOf(error: ServiceError): RichStatus | undefined {
  const [bytes] = error.metadata.get(DETAILS_TRAILER);
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    return decodeRichStatus(bytes);
  } catch {
    // Not from our worker, or damaged on the way: the status alone still says enough.
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
