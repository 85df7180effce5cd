import { SlcError } from '@slc/domain';

/**
 * What an upload, or the message that carries it, may hold besides the image. With it, an image a little over its limit
 * still gets the answer that names the limit.
 */
export const AROUND_THE_IMAGE_BYTES = 64 * 1_024;

export function messageTooLarge(maxMessageBytes: number): SlcError {
  return new SlcError(
    'image_too_large',
    `message: expected at most ${maxMessageBytes} bytes with the image in it, got more`,
  );
}
