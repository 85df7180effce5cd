import { SlcError } from '@slc/domain';

/** The fields that are known: what is `null` or `undefined` in the domain is absent from a message. */
export function present<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], null | undefined> } {
  const known = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  // Safe: the same fields without those that are not known.
  return Object.fromEntries(known) as ReturnType<typeof present<Fields>>;
}

/**
 * A sub-message that the contract always sends.
 *
 * @throws SlcError `internal`
 */
export function part<T>(value: T | null, field: string): T {
  if (value !== null) return value;
  throw new SlcError('internal', `The worker's answer: expected ${field}, got none.`);
}

/**
 * A string of a closed list.
 *
 * @throws SlcError `internal`
 */
export function word<const T extends string>(value: string, words: readonly T[], field: string): T {
  const known = words.find((candidate) => candidate === value);
  if (known !== undefined) return known;
  throw new SlcError(
    'internal',
    `The worker's answer: expected ${field} to be one of ${words.join(', ')}, got ${JSON.stringify(value)}.`,
  );
}

/**
 * A string of an open list, such as a class of a label set.
 *
 * @throws SlcError `internal`
 */
export function text(value: string, field: string): string {
  if (value !== '') return value;
  throw new SlcError('internal', `The worker's answer: expected ${field}, got an empty string.`);
}
