import { SlcError } from '@slc/domain';

/**
 * A sub-message that the contract always sends.
 *
 * @throws SlcError `internal`
 */
export function part<T>(value: T | null, field: string): T {
  if (value === null) throw unexpected(field, 'none');
  return value;
}

/**
 * A string of a closed list.
 *
 * @throws SlcError `internal`
 */
export function word<const T extends string>(value: string, words: readonly T[], field: string): T {
  const known = words.find((candidate) => candidate === value);
  if (known === undefined) {
    throw unexpected(`${field} to be one of ${words.join(', ')}`, JSON.stringify(value));
  }
  return known;
}

/**
 * A string of an open list, such as a class of a label set.
 *
 * @throws SlcError `internal`
 */
export function text(value: string, field: string): string {
  if (value === '') throw unexpected(field, 'an empty string');
  return value;
}

function unexpected(expected: string, got: string): SlcError {
  return new SlcError('internal', `The worker's answer: expected ${expected}, got ${got}.`);
}
