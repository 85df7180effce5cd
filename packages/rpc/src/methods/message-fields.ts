import { SlcError } from '@slc/domain';

/** What the contract always sends: a sub-message, or a string that is not empty. Throws `internal` when it is missing. */
export function part<T>(value: T | null, field: string): T {
  if (value === null) throw unexpected(field, 'none');
  if (value === '') throw unexpected(field, 'an empty string');
  return value;
}

/** A string of a closed list. Throws `internal` when it is another. */
export function word<const T extends string>(value: string, words: readonly T[], field: string): T {
  const known = words.find((candidate) => candidate === value);
  if (known !== undefined) return known;
  throw unexpected(`${field} to be one of ${words.join(', ')}`, JSON.stringify(value));
}

function unexpected(expected: string, got: string): SlcError {
  return new SlcError('internal', `The worker's answer: expected ${expected}, got ${got}.`);
}
