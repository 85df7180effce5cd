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
  not_acceptable: status.INVALID_ARGUMENT,
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
 * What a status without a reason means. Our server gives each of its errors a reason,
 * so such a status comes from the client's own gRPC or from something between.
 */
const MEANING_OF_BARE_STATUS: Readonly<Partial<Record<status, readonly [ErrorCode, string]>>> = {
  [status.CANCELLED]: ['cancelled', 'The call was cancelled.'],
  [status.INVALID_ARGUMENT]: ['invalid_request', 'The worker refused the request.'],
  [status.DEADLINE_EXCEEDED]: ['deadline_exceeded', 'The worker did not answer before the deadline.'],
  [status.RESOURCE_EXHAUSTED]: ['overloaded', 'The connection to the worker is exhausted. Please try again.'],
  // With this status grpc-js reports a connection that broke under the call (https://github.com/grpc/grpc-node/issues/2872).
  [status.INTERNAL]: ['model_not_ready', 'The connection to the inference worker broke.'],
  [status.UNAVAILABLE]: ['model_not_ready', 'The inference worker cannot be reached.'],
  [status.UNAUTHENTICATED]: ['unauthenticated', 'The worker did not accept the credentials.'],
};
const MEANING_OF_OTHERS = ['internal', 'The call to the inference worker failed.'] as const;

const ERROR_DOMAIN = 'skin-lesion-classifier';
const DETAILS_TRAILER = 'grpc-status-details-bin';

/** What the server sends for an error: status, message, and the code as google.rpc.ErrorInfo. Never the cause. */
export function toStatus({ code: reason, message, retryAfterMs }: SlcError): StatusObject {
  const code = STATUS_OF_CODE[reason];
  const details = headerSafe(message);
  const errorInfo = { reason, domain: ERROR_DOMAIN };
  const rich = { code, message: details, errorInfo, retryDelayMs: retryAfterMs };
  const metadata = new Metadata();
  metadata.set(DETAILS_TRAILER, encodeRichStatus(rich));
  return { code, details, metadata };
}

/** Whether the status is one of `toStatus`, or a handler's OK; grpc-js itself makes the others. */
export function isOurs(code: status | null | undefined, metadata: Metadata | null | undefined): boolean {
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
    const message = 'The inference worker ended the call before it had answered.';
    return new SlcError('model_not_ready', message, { cause: error });
  }
  return failed;
}

export function fromServiceError(cause: ServiceError): SlcError {
  const { errorInfo, retryDelayMs } = richStatusOf(cause) ?? {};
  if (errorInfo?.domain === ERROR_DOMAIN && isErrorCode(errorInfo.reason)) {
    const advice = retryDelayMs !== undefined && { retryAfterMs: retryDelayMs };
    return new SlcError(errorInfo.reason, cause.details, { cause, ...advice });
  }
  const [code, message] = MEANING_OF_BARE_STATUS[cause.code] ?? MEANING_OF_OTHERS;
  return new SlcError(code, message, { cause });
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

/** gRPC sends the message as an HTTP/2 header: it must fit into one, and half of a surrogate pair makes grpc-js throw. */
function headerSafe(message: string): string {
  const short = message.length > 2_000 ? `${message.slice(0, 2_000)}…` : message;
  return short.replace(/\p{Surrogate}/gu, '\uFFFD');
}
