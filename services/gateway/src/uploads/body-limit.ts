import { SlcError } from '@slc/domain';

/** How many bytes of a body are read. */
export interface BodyLimit {
  readonly bytes: number;
  /** The error of a body that has more. */
  exceeded(options?: ErrorOptions): SlcError;
}

/** @param aroundBytes what a body may have beside the image */
export function imageLimit(uploadLimitBytes: number, aroundBytes = 0): BodyLimit {
  return {
    bytes: uploadLimitBytes + aroundBytes,
    exceeded: (options) => {
      const message = `image: expected at most ${uploadLimitBytes} bytes, got more`;
      return new SlcError('image_too_large', message, options);
    },
  };
}
