/** A list as a page shows it: of a long one the first part, and the rest behind a fold. */
export interface Folded<T> {
  readonly shown: readonly T[];
  /** Null for a short list. */
  readonly rest: readonly T[] | null;
}

const LONGEST_LIST = 20;

export function fold<T>(items: readonly T[]): Folded<T> {
  if (items.length <= LONGEST_LIST) return { shown: items, rest: null };
  return { shown: items.slice(0, LONGEST_LIST), rest: items.slice(LONGEST_LIST) };
}
