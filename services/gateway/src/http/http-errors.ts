import type { ErrorCode } from '@slc/domain';

export interface HttpError {
  readonly status: number;
  readonly title: string;
  /** Why a program gets it. */
  readonly cause: string;
  /** What the program, or the person who wrote it, does then. */
  readonly remedy: string;
}

/** Of what a client is asked to wait. Nothing takes longer to pass by itself. */
export const LONGEST_RETRY_AFTER_SECONDS = 3600;

/** How HTTP tells of each error: in problem+json, in the OpenAPI document and on pages. */
export const HTTP_ERRORS: Readonly<Record<ErrorCode, HttpError>> = {
  invalid_request: {
    status: 400,
    title: 'The request cannot be used',
    cause:
      'The form has no file in its field `image`, or several; the query has a parameter or a value that is not known; or the request is malformed.',
    remedy: 'Send one file in the field `image`, or its bare bytes. `detail` says what was wrong.',
  },
  invalid_image: {
    status: 400,
    title: 'The image cannot be read',
    cause:
      'The file begins as an image does, but it is damaged or cut, or its shorter side has under 32 pixels.',
    remedy: 'Check it in a viewer, or export it again. The same file gives the same error again.',
  },
  image_too_large: {
    status: 413,
    title: 'The file is too large',
    cause: 'The file has more bytes than this service takes.',
    remedy: 'Save it as a JPEG, or at a smaller size.',
  },
  too_many_pixels: {
    status: 413,
    title: 'The image has too many pixels',
    cause: 'The image has more pixels than the worker decodes.',
    remedy: 'Make it smaller: the model looks at a small version of it anyway.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This kind of file is not supported',
    cause:
      'The content type or the first bytes of the file are of none of the kinds that are taken, or the body is compressed.',
    remedy: 'Send the image file as it is, with its own content type.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not allowed',
    cause: 'The worker does not accept the gateway’s token.',
    remedy: 'Tell the operator of this service: `AUTH_TOKEN` must be the same for both.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing at this address',
    cause: 'No route has this address.',
    remedy: 'Check the address, and the version in it.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address does not accept this kind of request',
    cause: 'The address takes other methods.',
    remedy: 'Use one that the header `Allow` names.',
  },
  not_acceptable: {
    status: 406,
    title: 'The answer cannot be written in that form',
    cause:
      'The header `Accept` names no form that there is: `application/json`, `application/fhir+json` of version 4.0 and, for a DICOM image, `application/dicom`.',
    remedy: 'Name one of them in `Accept`, or leave the header out for JSON.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    cause: 'Your address sent more requests in a minute than the operator allows.',
    remedy: 'Wait for as many seconds as `Retry-After` says.',
  },
  overloaded: {
    status: 429,
    title: 'The service is busy',
    cause: 'The queue of images is full. Nothing was done with this one.',
    remedy: 'Wait for as many seconds as `Retry-After` says and send it again, with fewer at the same time.',
  },
  model_not_ready: {
    status: 503,
    title: 'The model is not ready',
    cause: 'The model is being fetched, started or replaced, or it has failed. `GET /readyz` says which.',
    remedy: 'Wait for as many seconds as `Retry-After` says and send the image again.',
  },
  unsupported_model: {
    status: 503,
    title: 'The model cannot be served',
    cause: 'The configured model is one that this service cannot run.',
    remedy: 'Tell the operator of this service.',
  },
  invalid_model: {
    status: 500,
    title: 'The model has no answer for this image',
    cause: 'What the model gives for this image are no numbers: its file is broken, or it was trained badly.',
    remedy: 'Tell the operator of this service. The same image would fail again; others may succeed.',
  },
  deadline_exceeded: {
    status: 504,
    title: 'The answer took too long',
    cause: 'The answer was not ready before the service’s deadline.',
    remedy: 'Send the image again, with fewer at the same time.',
  },
  // The caller is gone and reads no answer. Proxies log 499 for that.
  cancelled: {
    status: 499,
    title: 'The request was cancelled',
    cause: 'The connection ended before the answer.',
    remedy: 'Keep the connection open until the answer has come.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    cause: 'A fault of the service. Its log has the cause.',
    remedy: 'Try once more. If it happens again, tell the operator of this service.',
  },
};
