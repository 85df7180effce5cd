import { SlcError } from '@slc/domain';

/** The error for a broken file. */
export function invalid(message: string, options?: ErrorOptions): SlcError {
  return new SlcError('invalid_model', message, options);
}

/** @param at the place in the file */
export function mismatch(at: string, expected: string, got: string): SlcError {
  return invalid(`${at}: expected ${expected}, got ${got}`);
}
