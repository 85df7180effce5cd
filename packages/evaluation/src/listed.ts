const MOST_LISTED = 12;

/** The first values of a list, for a sentence: `a, b, c and 3 more`. */
export function listed(values: readonly string[], most = MOST_LISTED): string {
  const shown = values.slice(0, most).join(', ');
  return values.length > most ? `${shown} and ${values.length - most} more` : shown;
}
