import { SlcError } from '@slc/domain';

/** @param at the place in the file */
export function mismatch(at: string, expected: string, got: string): SlcError {
  return new SlcError('invalid_model', `${at}: expected ${expected}, got ${got}`);
}
