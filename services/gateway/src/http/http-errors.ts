import type { ErrorCode } from '@slc/domain';

/** The HTTP status of each error, and its title in problem+json, in the OpenAPI document and on pages. */
export const HTTP_ERRORS: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> = {
  invalid_request: { status: 400, title: 'The request cannot be used' },
  invalid_image: { status: 400, title: 'The image cannot be read' },
  image_too_large: { status: 413, title: 'The file is too large' },
  too_many_pixels: { status: 413, title: 'The image has too many pixels' },
  unsupported_media_type: { status: 415, title: 'This kind of file is not supported' },
  unauthenticated: { status: 401, title: 'Not allowed' },
  not_found: { status: 404, title: 'There is nothing at this address' },
  method_not_allowed: { status: 405, title: 'This address does not accept this kind of request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  overloaded: { status: 429, title: 'The service is busy' },
  model_not_ready: { status: 503, title: 'The model is not ready' },
  unsupported_model: { status: 503, title: 'The model cannot be served' },
  invalid_model: { status: 503, title: 'The model cannot be served' },
  deadline_exceeded: { status: 504, title: 'The answer took too long' },
  // The caller is gone and reads no answer. Proxies log 499 for that.
  cancelled: { status: 499, title: 'The request was cancelled' },
  internal: { status: 500, title: 'Something went wrong on our side' },
};
