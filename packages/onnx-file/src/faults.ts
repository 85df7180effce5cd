import { type OpenChoice, SlcError } from '@slc/domain';

/** The file is broken, or not what it says it is. */
export function invalidFile(message: string, cause?: unknown): SlcError {
  return new SlcError('invalid_model', message, { cause });
}

/** The file is in order, and is none that this product can serve. */
export function unsupportedFile(message: string, openChoice?: OpenChoice): SlcError {
  return new SlcError('unsupported_model', message, { openChoice });
}
