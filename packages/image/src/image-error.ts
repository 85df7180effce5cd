import { type ErrorCode, SlcError } from '@slc/domain';

/** The error with which an image is refused. */
export function imageError(code: ErrorCode, expected: string, got: string | number): SlcError {
  return new SlcError(code, `image: expected ${expected}, got ${got}`);
}
