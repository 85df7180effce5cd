/** Where a value lacks an expected one, or a number is more than 1e-6 away. More than what is expected is no difference. */
export function differences(value: unknown, expected: unknown, path = ''): string[] {
  if (typeof expected === 'number' && typeof value === 'number') {
    const isClose = Math.abs(value - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
    return isClose ? [] : [`${path}: expected ${expected}, got ${value}`];
  }
  if (typeof expected !== 'object' || expected === null || typeof value !== 'object' || value === null) {
    return value === expected ? [] : [`${path}: expected ${expected}, got ${value}`];
  }
  const lengths =
    Array.isArray(expected) && Array.isArray(value) && expected.length !== value.length
      ? [`${path}: expected ${expected.length} entries, got ${value.length}`]
      : [];
  const children = Object.entries(expected).flatMap(([key, child]) =>
    differences((value as Record<string, unknown>)[key], child, `${path}/${key}`),
  );
  return [...lengths, ...children];
}
