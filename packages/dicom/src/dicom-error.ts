import { type ErrorCode, SlcError } from '@slc/domain';

/** The error with which a DICOM file is refused. It names elements by their tags, and never says what one of a patient holds. */
export function dicomError(code: ErrorCode, expected: string, got: string | number): SlcError {
  return new SlcError(code, `image: expected ${expected}, got ${got}`);
}

export function cutShort(): SlcError {
  return dicomError('invalid_image', 'a whole DICOM file', 'one that is cut short');
}

export function damaged(where: string): SlcError {
  return dicomError('invalid_image', 'a whole DICOM file', `one that is damaged at ${where}`);
}
