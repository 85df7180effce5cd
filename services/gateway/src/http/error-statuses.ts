import type { ErrorCode } from '@slc/domain';

export interface HttpFace {
  readonly status: number;
  readonly title: string;
  /** What the person at the browser can do now. */
  readonly advice: string;
}

/** How each error looks over HTTP. */
export const HTTP_FACES: Readonly<Record<ErrorCode, HttpFace>> = {
  invalid_request: {
    status: 400,
    title: 'The request cannot be used',
    advice: 'Choose one image file and send it again.',
  },
  invalid_image: {
    status: 400,
    title: 'The image cannot be read',
    advice: 'The file may be damaged or too small. Open it in a viewer to check it, or export it again.',
  },
  image_too_large: {
    status: 413,
    title: 'The file is too large',
    advice: 'Save the image as a JPEG or at a smaller size, and send it again.',
  },
  too_many_pixels: {
    status: 413,
    title: 'The image has too many pixels',
    advice: 'Make the image smaller and send it again. The model looks at a small version of it anyway.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This kind of file is not supported',
    advice: 'Send a JPEG, PNG, WebP or TIFF image.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not allowed',
    advice: 'Ask the operator of this service for access.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    advice: 'Check the address, or go back to the first page.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address does not accept this kind of request',
    advice: 'Go back to the first page and start from there.',
  },
  rate_limited: { status: 429, title: 'Too many requests', advice: 'Wait a moment and try again.' },
  overloaded: {
    status: 429,
    title: 'The service is busy',
    advice: 'Wait a moment and send the image again.',
  },
  model_not_ready: {
    status: 503,
    title: 'The model is not ready',
    advice: 'Wait a moment and send the image again.',
  },
  unsupported_model: {
    status: 503,
    title: 'The model cannot be served',
    advice: 'The operator has to look at this.',
  },
  invalid_model: {
    status: 503,
    title: 'The model cannot be served',
    advice: 'The operator has to look at this.',
  },
  deadline_exceeded: {
    status: 504,
    title: 'The answer took too long',
    advice: 'Wait a moment and send the image again.',
  },
  // Nobody reads it: the caller is gone. 499 is what proxies log for that.
  cancelled: { status: 499, title: 'The request was cancelled', advice: 'Send the image again.' },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    advice: 'Try again. If it happens again, tell the operator of this service.',
  },
};
