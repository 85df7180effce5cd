/**
 * Everything that can go wrong, as a closed list. Each boundary maps these by one table:
 * gRPC status in `@slc/rpc`, HTTP status in the gateway, exit code in the command line.
 */
export const ERROR_CODES = [
  /** The request itself is wrong: field, number of files, option. */
  'invalid_request',
  /** The bytes claim to be a supported image, and are not a readable one. */
  'invalid_image',
  /** The bytes are longer than the upload limit. */
  'image_too_large',
  /** The image declares more pixels than the pixel limit. */
  'too_many_pixels',
  /** None of `IMAGE_FORMATS`. */
  'unsupported_media_type',
  'unauthenticated',
  'not_found',
  'method_not_allowed',
  /** None of the media types that the caller takes is one in which the answer can be written. */
  'not_acceptable',
  'rate_limited',
  /** The queue is full; nothing was done; try again after `retryAfterMs`. */
  'overloaded',
  /** No model serves right now: starting, failed, or its engine just died. */
  'model_not_ready',
  /** A readable model that this product cannot run or must not serve. */
  'unsupported_model',
  /** A model file or manifest that is broken, or is not the one it should be. */
  'invalid_model',
  'deadline_exceeded',
  /** The caller went away. */
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a model file leaves open: it cannot be read before a manifest or a person says it. */
export type OpenChoice =
  | { readonly of: 'size' }
  | { readonly of: 'output'; readonly names: readonly string[] };

export interface SlcErrorOptions extends ErrorOptions {
  /** How long the caller should wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number;
  /** For a model file that could be read if this were said. */
  readonly openChoice?: OpenChoice | undefined;
}

/**
 * The product's one error class. `message` says what was expected, what came and where, and the sender of the request
 * may see it. `cause` is for the operator alone.
 */
export class SlcError extends Error {
  override readonly name = 'SlcError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly openChoice: OpenChoice | undefined;

  constructor(code: ErrorCode, message: string, options: SlcErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.openChoice = options.openChoice;
  }
}

/**
 * Turns anything thrown into an `SlcError`. An `SlcError` passes unchanged. Anything else is a fault of ours: the message
 * says only that, and `cause` keeps the original for the log.
 */
export function toSlcError(thrown: unknown): SlcError {
  if (thrown instanceof SlcError) return thrown;
  return new SlcError('internal', 'Something went wrong on our side. The cause is in the server log.', {
    cause: thrown,
  });
}

/** Those that another try, or another worker, would say of the same image again. */
const FAULTS_OF_IMAGES: ReadonlySet<string> = new Set<ErrorCode>([
  'invalid_image',
  'image_too_large',
  'too_many_pixels',
  'unsupported_media_type',
  // While it serves, a model whose numbers for this image are none.
  'invalid_model',
]);

/** Whether an error's code says that the image itself cannot be classified. */
export function isFaultOfImage(code: string): boolean {
  return FAULTS_OF_IMAGES.has(code);
}

/** Whether the code says that there are too many requests: nothing was done, and another call would add to them. */
export function isLoadShedding(code: ErrorCode): boolean {
  return code === 'overloaded' || code === 'rate_limited';
}

/** Whether the same request may be answered when its sender has waited. */
export function passesByItself(code: ErrorCode): boolean {
  return isLoadShedding(code) || code === 'model_not_ready';
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.includes(value as ErrorCode);
}

/**
 * The error with which an aborted wait ends, from its signal's `reason`. A deadline's signal carries its own
 * `SlcError`, or the platform's `TimeoutError`; any other reason means that the caller went away.
 */
export function abortError(reason: unknown): SlcError {
  if (reason instanceof SlcError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    const message = 'The answer was not ready before the deadline.';
    return new SlcError('deadline_exceeded', message, { cause: reason });
  }
  return new SlcError('cancelled', 'The caller cancelled the request.', { cause: reason });
}

/** Like the signal's own `throwIfAborted`, but what it throws is an `SlcError`: see `abortError`. */
export function throwIfAborted(
  signal: { readonly aborted: boolean; readonly reason: unknown } | undefined,
): void {
  if (signal?.aborted) throw abortError(signal.reason);
}
