import { SlcError } from '@slc/domain';

/** For what a command was asked to write. */
export function notWritable(path: string, cause: unknown, kind: 'file' | 'folder' = 'file'): SlcError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SlcError('invalid_request', `${path}: expected a ${kind} that can be written: ${reason}`, {
    cause,
  });
}
