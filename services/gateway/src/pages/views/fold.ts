const LONGEST_LIST = 20;

/** A list as a page shows it: of a long one the first part, and the rest behind a fold. The rest of a short one is null. */
export function fold<T>(items: readonly T[]) {
  const rest = items.length > LONGEST_LIST ? items.slice(LONGEST_LIST) : null;
  return { shown: items.slice(0, LONGEST_LIST), rest };
}
