import { type ErrorCode, SlcError } from '@slc/domain';

const OUTAGES: ReadonlySet<ErrorCode> = new Set(['overloaded', 'deadline_exceeded']);

/** Whether the server cannot answer now, so that the same request may do later. */
export function isOutage(thrown: unknown): thrown is SlcError {
  return thrown instanceof SlcError && OUTAGES.has(thrown.code);
}

/** What a broken connection means: the server's host, its network or its process is gone for a while. */
export function unreachable(cause: unknown): SlcError {
  if (cause instanceof SlcError) return cause;
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'the connection broke';
  return new SlcError('overloaded', `the DICOMweb server cannot be reached (${why})`, { cause });
}
