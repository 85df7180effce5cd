import { SlcError } from '@slc/domain';

/** Of the system's errors that a person can do something about. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is a file, and no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file of that name',
  EACCES: 'it may not be written by this user',
  EPERM: 'it may not be written by this user',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full (ENOSPC)',
};

/** For what a command was asked to write. */
export function notWritable(path: string, cause: unknown, kind: 'file' | 'folder' = 'file'): SlcError {
  const { code, message } = Object(cause);
  const reason = REASONS[code] ?? message ?? String(cause);
  return new SlcError('invalid_request', `${path}: expected a ${kind} that can be written: ${reason}`, {
    cause,
  });
}
