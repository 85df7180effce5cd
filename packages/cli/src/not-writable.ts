import { SlcError } from '@slc/domain';

/** For a file that a command was asked to write. */
export function notWritable(path: string, cause: unknown): SlcError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SlcError('invalid_request', `${path}: expected a file that can be written: ${reason}`, {
    cause,
  });
}
