/** Numbers and nulls in nested objects and arrays: both functions go through the leaves in the same order. */

export function leavesOf(tree: unknown): (number | null)[] {
  const leaves: (number | null)[] = [];
  mapLeaves(tree, (leaf) => leaves.push(leaf));
  return leaves;
}

/** The same objects and arrays, with other leaves. */
export function mapLeaves(tree: unknown, map: (leaf: number | null) => unknown): unknown {
  if (tree === null || typeof tree === 'number') return map(tree);
  if (Array.isArray(tree)) return tree.map((child) => mapLeaves(child, map));
  return Object.fromEntries(
    Object.entries(tree as object).map(([key, child]) => [key, mapLeaves(child, map)]),
  );
}
