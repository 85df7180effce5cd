import { SlcError } from '@slc/domain/light';

/** What Node reads in place of bytes that are no UTF-8: no file has the name that comes of it. */
const REPLACEMENT = '\uFFFD';

/** The error of a path that cannot be read, which says so where that is the fault of its name. */
export function notReadable(path: string, message: string, cause: unknown): SlcError {
  const advice = path.includes(REPLACEMENT) ? ': its name is not in UTF-8: rename it' : '';
  return new SlcError('not_found', message + advice, { cause });
}
