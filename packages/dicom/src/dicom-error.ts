import { type ErrorCode, SlcError } from '@slc/domain';

/**
 * The error with which a DICOM file is refused. It names elements by tags of `TAGS`, else
 * places by their offset, and never says what one of a patient holds.
 */
export function dicomError(code: ErrorCode, expected: string, got: string | number): SlcError {
  return new SlcError(code, `image: expected ${expected}, got ${got}`);
}

export function cutShort(): SlcError {
  return dicomError('invalid_image', 'a whole DICOM file', 'one that is cut short');
}

/** @param where an element that is looked for, or `byte N` of the file (of what it inflates to, where it is deflated) */
export function damaged(where: string): SlcError {
  return dicomError('invalid_image', 'a whole DICOM file', `one that is damaged at ${where}`);
}
